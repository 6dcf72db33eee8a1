import { fail } from '../../core/failure';
import { say } from '../../core/sentence';
import type { LockedText } from '../../core/studio/voice-file';

/** Rounds of PBKDF2 with SHA-256. Source: OWASP Password Storage Cheat Sheet, 2023. */
const ROUNDS = 600_000;
const SALT_BYTES = 16;
/** Source: NIST SP 800-38D, 5.2.1.1: 96 bits are recommended. */
const NONCE_BYTES = 12;

/** @throws FailureError 'unsupported' where the page has no cryptography, as on http. */
export async function lockText(text: string, passphrase: string): Promise<LockedText> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const key = await keyOf(passphrase, salt, ROUNDS);
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce },
    key,
    new TextEncoder().encode(text),
  );
  return { rounds: ROUNDS, salt, nonce, sealed: new Uint8Array(sealed) };
}

/** @throws FailureError 'bad-request' for a wrong passphrase or a changed file, which cannot be told apart. */
export async function unlockText(
  { rounds, salt, nonce, sealed }: LockedText,
  passphrase: string,
): Promise<string> {
  const key = await keyOf(passphrase, salt, rounds);
  try {
    const bytes = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, key, sealed);
    return new TextDecoder().decode(bytes);
  } catch (error) {
    return fail(
      'bad-request',
      say`The passphrase does not open this file. Type it again; if it is right, the file is damaged.`,
      { field: 'passphrase' },
      error,
    );
  }
}

async function keyOf(passphrase: string, salt: Uint8Array<ArrayBuffer>, iterations: number) {
  if (!globalThis.crypto?.subtle)
    fail(
      'unsupported',
      say`Passphrases need a page that was opened over https. Save the voice without one, or open the page over https.`,
    );
  // The same letters are written in several ways; they must open the file in each.
  const letters = new TextEncoder().encode(passphrase.normalize('NFKC'));
  const secret = await crypto.subtle.importKey('raw', letters, 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
    secret,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}
