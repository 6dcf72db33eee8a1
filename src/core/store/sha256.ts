import { createSHA256 } from 'hash-wasm';

/** SHA-256 of a stream: WebCrypto hashes only what is in memory as a whole. */
export interface Sha256 {
  update(bytes: Uint8Array): void;
  /** @returns what `finish` would return now; the hash goes on. */
  soFar(): string;
  /** @returns 64 hexadecimal digits; the hash can not be used afterwards. */
  finish(): string;
}

export async function createSha256(): Promise<Sha256> {
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

export async function sha256(bytes: Uint8Array): Promise<string> {
  const hash = await createSha256();
  hash.update(bytes);
  return hash.finish();
}
