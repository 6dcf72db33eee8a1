import { fail } from '../../core/failure';
import { type Sentence, say } from '../../core/sentence';

/** One file inside an archive. */
export type TarEntry = { readonly name: string; readonly blob: Blob };

/** Source: POSIX.1-1988, ustar interchange format. */
const BLOCK_BYTES = 512;
const MAX_ENTRIES = 4096;
const MAX_NAME_BYTES = 100;
/** Maximum for the path of the folder that a file lies in. */
const MAX_PREFIX_BYTES = 155;
/** Eleven octal digits. */
const MAX_FILE_BYTES = 8 ** 11 - 1;

/** An archive whose files stay where they are until it is saved: nothing is copied into memory. */
export function tarBlob(entries: readonly TarEntry[]): Blob {
  const parts: BlobPart[] = [];
  for (const { name, blob } of entries) {
    parts.push(header(name, blob.size), blob, new Uint8Array(-blob.size & (BLOCK_BYTES - 1)));
  }
  parts.push(new Uint8Array(2 * BLOCK_BYTES));
  return new Blob(parts, { type: 'application/x-tar' });
}

/** @throws FailureError 'bad-package' when it is no such archive, or was cut off. */
export async function tarDirectory(archive: Blob, signal: AbortSignal): Promise<readonly TarEntry[]> {
  const entries: TarEntry[] = [];
  for (let at = 0; at + BLOCK_BYTES <= archive.size; ) {
    signal.throwIfAborted();
    const block = new Uint8Array(await archive.slice(at, at + BLOCK_BYTES).arrayBuffer());
    if (block.every((byte) => byte === 0)) return entries;
    const { name, byteLength, isFile } = parseHeader(block);
    const start = at + BLOCK_BYTES;
    if (start + byteLength > archive.size) return refuse(say`is cut off`);
    if (isFile) entries.push({ name, blob: archive.slice(start, start + byteLength) });
    if (entries.length > MAX_ENTRIES) return refuse(say`has absurdly many files`);
    at = start + Math.ceil(byteLength / BLOCK_BYTES) * BLOCK_BYTES;
  }
  return entries.length > 0 ? entries : refuse(say`holds nothing`);
}

function header(name: string, byteLength: number): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK_BYTES);
  const put = (at: number, value: string, maxBytes = BLOCK_BYTES) => {
    const bytes = new TextEncoder().encode(value);
    if (bytes.byteLength > maxBytes) throw new RangeError(`${name} does not fit into a tar archive`);
    block.set(bytes, at);
  };
  if (byteLength > MAX_FILE_BYTES) throw new RangeError(`${name} does not fit into a tar archive`);
  const slash = name.lastIndexOf('/');
  put(0, name.slice(slash + 1), MAX_NAME_BYTES);
  put(345, name.slice(0, Math.max(0, slash)), MAX_PREFIX_BYTES);
  put(100, '0000644\0'); // mode
  put(108, '0000000\0'); // user
  put(116, '0000000\0'); // group
  put(124, `${byteLength.toString(8).padStart(11, '0')}\0`);
  put(136, '00000000000\0'); // time of change: the archive of one package is always the same
  put(148, '        '); // checksum, counted as spaces
  put(156, '0'); // a file
  put(257, 'ustar\x0000');
  put(148, `${sumOf(block).toString(8).padStart(6, '0')}\0 `);
  return block;
}

function parseHeader(block: Uint8Array): { name: string; byteLength: number; isFile: boolean } {
  const text = (at: number, length: number): string =>
    new TextDecoder().decode(block.subarray(at, at + length)).replace(/\0[\s\S]*$/, '');
  const octal = (at: number, length: number): number => {
    const digits = text(at, length).trim();
    return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : refuse(say`is damaged, or no tar archive`);
  };
  const claimed = octal(148, 8);
  const blank = block.slice();
  blank.fill(0x20, 148, 156);
  if (sumOf(blank) !== claimed) return refuse(say`is damaged, or no tar archive`);
  const prefix = text(257, 5) === 'ustar' ? text(345, 155) : '';
  const kind = block[156]!;
  const name = prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`;
  return {
    name: name.replace(/^(\.\/)+/, ''),
    byteLength: octal(124, 12),
    isFile: kind === 0 || kind === 0x30,
  };
}

function sumOf(block: Uint8Array): number {
  return block.reduce((sum, byte) => sum + byte, 0);
}

function refuse(reason: Sentence): never {
  return fail(
    'bad-package',
    say`The archive ${reason}. Choose a .tar that was exported from this page, or its folder.`,
  );
}
