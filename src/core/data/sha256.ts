import { importLater } from './import-later';

/** SHA-256 of a stream: WebCrypto hashes only what is in memory as a whole. */
export interface Sha256 {
  update(bytes: Uint8Array): void;
  /** @returns what `finish` would return now; the hash goes on. */
  soFar(): string;
  /** @returns 64 hexadecimal digits; the hash can not be used afterwards. */
  finish(): string;
}

/** The hash code is fetched with the first call: small models are hashed by Web Crypto. */
export async function createSha256(): Promise<Sha256> {
  const { createSHA256 } = await importLater(() => import('./streamed-sha256'));
  const hasher = await createSHA256();
  hasher.init();
  return {
    update: (bytes) => void hasher.update(bytes),
    soFar() {
      const state = hasher.save();
      const digest = hasher.digest('hex');
      hasher.load(state);
      return digest;
    },
    finish: () => hasher.digest('hex'),
  };
}

/**
 * SHA-256 by Web Crypto, off this thread; by our own code in pages without a secure origin, which lack it.
 * @param bytes as they are now: what becomes of them later changes nothing.
 */
export async function sha256(bytes: Uint8Array): Promise<string> {
  // Absent without a secure origin, whatever its type says.
  const subtle = (crypto as Partial<Crypto>).subtle;
  if (subtle) {
    const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  const copy = bytes.slice();
  const hash = await createSha256();
  hash.update(copy);
  return hash.finish();
}
