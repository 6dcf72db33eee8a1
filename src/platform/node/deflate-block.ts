import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';

const deflate = promisify<Uint8Array, { level: number }, Buffer>(deflateRaw);

/** Raw deflate of one block, as short as it gets. */
export const deflateBlock = (bytes: Uint8Array): Promise<Uint8Array> => deflate(bytes, { level: 9 });
