import type { CodeGrid } from '../codec/code-grid';
import { fromBase64, toBase64 } from '../data/base64';
import type { Fields } from '../data/untrusted-json';
import { say } from '../sentence';

/** Eleven hours of codes at 25 frames a second. */
const MAX_FRAMES = 2 ** 20;

/** Codes as JSON holds them: base64 of 16-bit numbers, little-endian, `[codebook][frame]`. */
export type WrittenGrid = {
  readonly codebookCount: number;
  readonly frameCount: number;
  readonly codes: string;
};

export function writtenGrid({ codes, codebookCount, frameCount }: CodeGrid): WrittenGrid {
  const bytes = new Uint8Array(2 * codes.length);
  const view = new DataView(bytes.buffer);
  for (const [at, code] of codes.entries()) view.setUint16(2 * at, code, true);
  return { codebookCount, frameCount, codes: toBase64(bytes) };
}

/** Codes of an untrusted file; refused where they are not as many as their frames need. */
export function parseWrittenGrid(fields: Fields): CodeGrid {
  const written: WrittenGrid = {
    codebookCount: fields.count('codebookCount', 1, 64),
    frameCount: fields.count('frameCount', 0, MAX_FRAMES),
    codes: fields.text('codes', 200_000_000),
  };
  return readGrid(written) ?? fields.refuse('codes', say`are not as many as its frames need`);
}

/** @returns null where the text is no codes of this shape. */
function readGrid({ codes, codebookCount, frameCount }: WrittenGrid): CodeGrid | null {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = fromBase64(codes);
  } catch {
    return null;
  }
  if (bytes.length !== 2 * codebookCount * frameCount) return null;
  const view = new DataView(bytes.buffer);
  const values = Int32Array.from({ length: bytes.length / 2 }, (_, at) => view.getUint16(2 * at, true));
  return { codes: values, codebookCount, frameCount };
}
