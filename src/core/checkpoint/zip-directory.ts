import { MAX_ZIP_DIRECTORY_BYTES, MAX_ZIP_ENTRIES } from '../data/size-limits';
import { fail } from '../failure';
import { type Sentence, say } from '../sentence';
import type { CheckpointFiles } from './checkpoint-files';

/** One stored (not compressed) file inside an archive. */
export type ZipEntry = {
  readonly name: string;
  /** Offset of its bytes from byte 0 of the archive. */
  readonly offset: number;
  readonly byteLength: number;
};

/** Source: PKWARE APPNOTE 6.3.9, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16 and 4.5.3. */
const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const LOCATOR_SIGNATURE = 0x07064b50;
const LOCATOR_BYTES = 20;
const END64_SIGNATURE = 0x06064b50;
const END64_BYTES = 56;
const CENTRAL_SIGNATURE = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const WIDE_EXTRA = 0x0001;
const UNKNOWN_32 = 0xffffffff;
/** Headers of parts that are closer together than this are read at once … */
const CLOSE_BYTES = 256;
/** … but never more than this. */
const LARGEST_BLOCK_BYTES = 2 ** 20;

/**
 * Reads the directory of a zip archive whose files are stored, as PyTorch writes them.
 * @throws FailureError 'bad-checkpoint' when it is no such archive or an entry lies outside of it.
 */
export async function readZipDirectory(
  files: CheckpointFiles,
  file: string,
  signal: AbortSignal,
): Promise<readonly ZipEntry[]> {
  const archiveBytes = (await files.byteLength(file)) ?? 0;
  const read = async (offset: number, byteLength: number): Promise<DataView> => {
    if (offset < 0 || !Number.isSafeInteger(offset) || offset + byteLength > archiveBytes) {
      return refuse(file, say`is cut off or damaged. Download it again.`);
    }
    const bytes = await files.read(file, offset, byteLength, signal);
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  };
  const directory = await findDirectory(read, archiveBytes, file);
  if (directory.byteLength > MAX_ZIP_DIRECTORY_BYTES) {
    return refuse(
      file,
      say`claims a directory of ${directory.byteLength} bytes, or more than ${MAX_ZIP_ENTRIES} parts.`,
    );
  }
  const view = await read(directory.offset, directory.byteLength);
  const central: CentralEntry[] = [];
  for (let at = 0; at < view.byteLength; ) {
    const { entry, next } = parseCentralEntry(view, at, file);
    central.push(entry);
    if (central.length > MAX_ZIP_ENTRIES) refuse(file, say`has more than ${MAX_ZIP_ENTRIES} parts.`);
    at = next;
  }
  const entries: ZipEntry[] = [];
  for (const block of closeTogether(central)) {
    const first = block[0]!.localOffset;
    const headers = await read(first, block.at(-1)!.localOffset + LOCAL_BYTES - first);
    for (const { name, byteLength, localOffset } of block) {
      const at = localOffset - first;
      if (headers.getUint32(at, true) !== LOCAL_SIGNATURE) refuse(file, say`has a damaged directory.`);
      const namesBytes = headers.getUint16(at + 26, true) + headers.getUint16(at + 28, true);
      const offset = localOffset + LOCAL_BYTES + namesBytes;
      if (offset + byteLength > archiveBytes) {
        refuse(file, say`is cut off: its part ${name} ends outside. Download it again.`);
      }
      entries.push({ name, offset, byteLength });
    }
  }
  refuseOverlaps(entries, file);
  if (new Set(entries.map(({ name }) => name)).size < entries.length) refuse(file, say`names a part twice.`);
  return entries;
}

type CentralEntry = { readonly name: string; readonly byteLength: number; readonly localOffset: number };

/** Entries in the order of the file, in groups whose headers are read at once. */
function closeTogether(entries: readonly CentralEntry[]): readonly (readonly CentralEntry[])[] {
  const groups: CentralEntry[][] = [];
  for (const entry of [...entries].sort((a, b) => a.localOffset - b.localOffset)) {
    const group = groups.at(-1);
    const isClose =
      group &&
      entry.localOffset - group.at(-1)!.localOffset <= CLOSE_BYTES &&
      entry.localOffset - group[0]!.localOffset <= LARGEST_BLOCK_BYTES;
    if (isClose) group.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

type Read = (offset: number, byteLength: number) => Promise<DataView>;

async function findDirectory(
  read: Read,
  archiveBytes: number,
  file: string,
): Promise<{ offset: number; byteLength: number }> {
  if (archiveBytes < END_BYTES) return refuse(file, say`is too short to be a PyTorch archive.`);
  // PyTorch writes no archive comment, so the end record is the last thing in the file.
  const end = await read(archiveBytes - END_BYTES, END_BYTES);
  if (end.getUint32(0, true) !== END_SIGNATURE) {
    return refuse(file, say`is no PyTorch archive (version 1.6 or newer), or is cut off.`);
  }
  const near = { byteLength: end.getUint32(12, true), offset: end.getUint32(16, true) };
  if (near.offset !== UNKNOWN_32 && near.byteLength !== UNKNOWN_32) return near;
  const locator = await read(archiveBytes - END_BYTES - LOCATOR_BYTES, LOCATOR_BYTES);
  if (locator.getUint32(0, true) !== LOCATOR_SIGNATURE) return refuse(file, say`has a damaged directory.`);
  const wide = await read(Number(locator.getBigUint64(8, true)), END64_BYTES);
  if (wide.getUint32(0, true) !== END64_SIGNATURE) return refuse(file, say`has a damaged directory.`);
  return {
    byteLength: Number(wide.getBigUint64(40, true)),
    offset: Number(wide.getBigUint64(48, true)),
  };
}

function parseCentralEntry(view: DataView, at: number, file: string) {
  if (at + CENTRAL_BYTES > view.byteLength || view.getUint32(at, true) !== CENTRAL_SIGNATURE) {
    return refuse(file, say`has a damaged directory.`);
  }
  const nameLength = view.getUint16(at + 28, true);
  const extraLength = view.getUint16(at + 30, true);
  const extraAt = at + CENTRAL_BYTES + nameLength;
  const next = extraAt + extraLength + view.getUint16(at + 32, true);
  if (next > view.byteLength) return refuse(file, say`has a damaged directory.`);
  if (view.getUint16(at + 10, true) !== 0) {
    return refuse(file, say`is compressed, which PyTorch never does: is it a packed copy? Unpack it first.`);
  }
  const name = new TextDecoder().decode(
    new Uint8Array(view.buffer, view.byteOffset + at + CENTRAL_BYTES, nameLength),
  );
  // Sizes and offset beyond 32 bits are in an extra field, in this order, each only when needed.
  let wideAt = findWideExtra(view, extraAt, extraLength);
  const field = (position: number): number => {
    const value = view.getUint32(at + position, true);
    if (value !== UNKNOWN_32 || wideAt === null) return value;
    if (wideAt + 8 > next) return refuse(file, say`has a damaged directory.`);
    wideAt += 8;
    return Number(view.getBigUint64(wideAt - 8, true));
  };
  const byteLength = field(24);
  const storedLength = field(20);
  if (storedLength !== byteLength) return refuse(file, say`has a damaged directory.`);
  return { entry: { name, byteLength, localOffset: field(42) }, next };
}

function findWideExtra(view: DataView, from: number, length: number): number | null {
  for (let at = from; at + 4 <= from + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) === WIDE_EXTRA) return at + 4;
  }
  return null;
}

function refuseOverlaps(entries: readonly ZipEntry[], file: string): void {
  const inOrder = [...entries].sort((a, b) => a.offset - b.offset);
  for (const [index, entry] of inOrder.entries()) {
    const before = inOrder[index - 1];
    if (before && before.offset + before.byteLength > entry.offset) {
      refuse(file, say`has parts that overlap: ${before.name} and ${entry.name}.`);
    }
  }
}

function refuse(file: string, reason: Sentence): never {
  return fail('bad-checkpoint', say`The file ${file} ${reason}`, { file });
}
