import { fail } from '../failure';
import { say } from '../sentence';
import { joinBytes } from './join-bytes';

const LOCAL_HEADER = 0x04034b50;
const SIZES_BEHIND = 0x08074b50;
const CENTRAL_HEADER = 0x02014b50;
const CENTRAL_END = 0x06054b50;
/** Sizes come behind the content, and names are UTF-8. */
const FLAGS = (1 << 3) | (1 << 11);
const VERSION = 20;
/** 1 January 1980, the first day that the format knows: a file says the same whenever it is written. */
const DATE = (1 << 5) | 1;
const MOST_FILES = 0xffff;
const MOST_BYTES = 0xffff_ffff;

const encoder = new TextEncoder();

/** `u16` are two bytes, `u32` four. */
type Field = readonly ['u16' | 'u32', number];
type Entry = { readonly name: Uint8Array; readonly start: number; checksum: number; size: number };

/**
 * Writes files into one archive, uncompressed, as their bytes come. What each method returns follows what was returned
 * before. Source: PKWARE, APPNOTE.TXT 6.3.
 */
export class ZipWriter {
  readonly #entries: Entry[] = [];
  #open: Entry | null = null;
  #position = 0;

  /** @throws FailureError 'bad-request' when an archive can hold no more. */
  begin(name: string): Uint8Array<ArrayBuffer> {
    if (this.#open) throw new TypeError('The file before is not ended.');
    if (this.#entries.length === MOST_FILES)
      fail('bad-request', say`An archive holds at most ${MOST_FILES} files. Cut the sound into fewer.`);
    this.#open = { name: encoder.encode(name), start: this.#position, checksum: 0, size: 0 };
    const fields: Field[] = [['u32', LOCAL_HEADER], ['u16', VERSION], ...about(this.#open, false)];
    return this.#sent([...written(fields), this.#open.name]);
  }

  /** Bytes of the file that was begun: they are written as they are. @throws as `begin`. */
  add(bytes: Uint8Array): void {
    const entry = this.#open;
    if (!entry) throw new TypeError('No file was begun.');
    entry.checksum = crc32(bytes, entry.checksum);
    entry.size += bytes.length;
    this.#position += bytes.length;
    if (this.#position > MOST_BYTES)
      fail(
        'bad-request',
        say`An archive holds at most 4 GB. Choose a smaller format, or save all as one file.`,
      );
  }

  end(): Uint8Array<ArrayBuffer> {
    const entry = this.#open;
    if (!entry) throw new TypeError('No file was begun.');
    this.#entries.push(entry);
    this.#open = null;
    return this.#sent(
      written([
        ['u32', SIZES_BEHIND],
        ['u32', entry.checksum],
        ['u32', entry.size],
        ['u32', entry.size],
      ]),
    );
  }

  /** The table of all files, which ends the archive. */
  finish(): Uint8Array<ArrayBuffer> {
    const start = this.#position;
    const table = this.#entries.flatMap((entry) => [
      ...written([
        ['u32', CENTRAL_HEADER],
        ['u16', VERSION],
        ['u16', VERSION],
        ...about(entry, true),
        ['u16', 0], // comment
        ['u16', 0], // disk
        ['u16', 0], // attributes
        ['u32', 0],
        ['u32', entry.start],
      ]),
      entry.name,
    ]);
    const size = table.reduce((sum, { length }) => sum + length, 0);
    const count = this.#entries.length;
    const end = written([
      ['u32', CENTRAL_END],
      ['u16', 0],
      ['u16', 0],
      ['u16', count],
      ['u16', count],
      ['u32', size],
      ['u32', start],
      ['u16', 0],
    ]);
    return this.#sent([...table, ...end]);
  }

  #sent(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
    const bytes = joinBytes(parts);
    this.#position += bytes.length;
    return bytes;
  }
}

/** The fields that both headers of a file have. */
function about({ name, checksum, size }: Entry, isKnown: boolean): readonly Field[] {
  return [
    ['u16', FLAGS],
    ['u16', 0], // not compressed
    ['u16', 0], // time
    ['u16', DATE],
    ['u32', isKnown ? checksum : 0],
    ['u32', isKnown ? size : 0],
    ['u32', isKnown ? size : 0],
    ['u16', name.length],
    ['u16', 0], // extra
  ];
}

function written(fields: readonly Field[]): readonly Uint8Array[] {
  return fields.map(([type, value]) => {
    const view = new DataView(new ArrayBuffer(type === 'u16' ? 2 : 4));
    if (type === 'u16') view.setUint16(0, value, true);
    else view.setUint32(0, value, true);
    return new Uint8Array(view.buffer);
  });
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1;
  return value;
});

/** @param before checksum of the bytes before these. */
function crc32(bytes: Uint8Array, before: number): number {
  let value = ~before;
  for (const byte of bytes) value = (value >>> 8) ^ table[(value ^ byte) & 255]!;
  return ~value >>> 0;
}
