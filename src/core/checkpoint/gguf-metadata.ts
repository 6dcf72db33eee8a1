import { MAX_GGUF_EMBEDDED_FILES } from '../data/size-limits';
import { fail } from '../failure';
import { type Sentence, say } from '../sentence';
import type { GgufCursor } from './gguf-cursor';
import { MAX_DIMS, MAX_NAME_LENGTH } from './safetensors-header';

/** A part of the file. */
export type GgufRange = { readonly offset: number; readonly byteLength: number };

/** The keys of a GGUF file by which its tensors and its embedded files are found. */
export type GgufMetadata = {
  /** Empty when the file does not name one. */
  readonly architecture: string;
  /** Offsets of tensors, and where they begin, are multiples of this many bytes. */
  readonly alignment: number;
  /** Logical names, ranks and shapes in the order of the tensors; absent where the file has no such table. */
  readonly names: readonly string[] | null;
  readonly ranks: readonly number[] | null;
  /** All shapes one behind the other, in PyTorch's order. */
  readonly shapes: readonly number[] | null;
  readonly embeddedFiles: ReadonlyMap<string, GgufRange>;
};

/** Types of values by number, with the bytes of those that have a fixed length. Source: ggml docs/gguf.md. */
const U32 = 4;
const I32 = 5;
const TEXT = 8;
const LIST = 9;
const U64 = 10;
const I64 = 11;
const valueBytes: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  [U32]: 4,
  [I32]: 4,
  6: 4,
  7: 1,
  [U64]: 8,
  [I64]: 8,
  12: 8,
};

const DEFAULT_ALIGNMENT = 32;
/** ggml asks for a power of two; page sizes are the largest that make sense. */
const MAX_ALIGNMENT = 2 ** 20;
/** audio.cpp writes about ten keys, llama.cpp about forty. */
const MAX_KEYS = 4096;
/** No known writer nests lists, but the format allows it. */
const MAX_LIST_DEPTH = 8;
const MAX_KEY_BYTES = 1024;
/** A word such as `audiocpp`. */
const MAX_WORD_BYTES = 256;

/**
 * Reads the keys of a file, the cursor standing behind the two counts. Values that nothing asks for are skipped.
 * @throws FailureError 'bad-checkpoint'
 */
export async function readMetadata(
  cursor: GgufCursor,
  keyCount: number,
  tensorCount: number,
): Promise<GgufMetadata> {
  if (keyCount > MAX_KEYS)
    cursor.refuse(say`claims ${keyCount} keys, more than the ${MAX_KEYS} that are accepted`);
  const seen = new Set<string>();
  let architecture = '';
  let alignment = DEFAULT_ALIGNMENT;
  let [names, ranks, shapes]: [string[] | null, number[] | null, number[] | null] = [null, null, null];
  const embedded: EmbeddedTable = { names: null, offsets: null, data: null, contents: null };
  for (let index = 0; index < keyCount; index++) {
    const key = await cursor.text(MAX_KEY_BYTES, say`the name of a key`);
    if (seen.has(key)) cursor.refuse(say`names the key ${JSON.stringify(key)} twice`);
    seen.add(key);
    const value = new KeyedValue(cursor, key, await cursor.u32());
    if (key === 'general.architecture') architecture = await value.word();
    else if (key === 'general.alignment') alignment = await readAlignment(cursor, value);
    else if (key === 'split.count') await refuseParts(cursor, value);
    else if (key === 'audiocpp.tensor_names') names = await value.texts(tensorCount, MAX_NAME_LENGTH);
    else if (key === 'audiocpp.tensor_ranks') ranks = await value.numbers(I32, tensorCount);
    else if (key === 'audiocpp.tensor_shapes') shapes = await value.numbers(I64, tensorCount * MAX_DIMS);
    else if (key === 'audiocpp.embedded_files.names') {
      embedded.names = await value.texts(MAX_GGUF_EMBEDDED_FILES, MAX_NAME_LENGTH);
    } else if (key === 'audiocpp.embedded_files.offsets') {
      embedded.offsets = await value.numbers(U64, MAX_GGUF_EMBEDDED_FILES + 1);
    } else if (key === 'audiocpp.embedded_files.data') embedded.data = await value.bytes();
    else if (key === 'audiocpp.embedded_files.contents') {
      embedded.contents = await value.textRanges(MAX_GGUF_EMBEDDED_FILES);
    } else await value.skip();
  }
  return { architecture, alignment, names, ranks, shapes, embeddedFiles: embeddedFiles(cursor, embedded) };
}

/** One value, of which nothing is read yet but its type. */
class KeyedValue {
  readonly #cursor: GgufCursor;
  readonly #key: string;
  readonly #type: number;

  constructor(cursor: GgufCursor, key: string, type: number) {
    this.#cursor = cursor;
    this.#key = key;
    this.#type = type;
  }

  async word(): Promise<string> {
    if (this.#type !== TEXT) this.#refuse(say`is no text`);
    return await this.#cursor.text(MAX_WORD_BYTES, say`the value of ${this.#key}`);
  }

  /** Any whole number; `onlyU32` where another width means that the writer and we differ about the format. */
  async whole(onlyU32: boolean): Promise<number> {
    if (this.#type === U32) return await this.#cursor.u32();
    const byteLength = valueBytes[this.#type];
    if (onlyU32 || byteLength === undefined || this.#type === 6 || this.#type === 12) {
      return this.#refuse(say`is no whole number of 32 bits without a sign`);
    }
    let value = 0;
    for (let at = 0; at < byteLength; at++) value += (await this.#cursor.u8()) * 2 ** (8 * at);
    return value;
  }

  async texts(maxCount: number, maxBytes: number): Promise<string[]> {
    const count = await this.#list(TEXT, maxCount);
    const texts: string[] = [];
    for (let i = 0; i < count; i++)
      texts.push(await this.#cursor.text(maxBytes, say`a text of ${this.#key}`));
    return texts;
  }

  async textRanges(maxCount: number): Promise<GgufRange[]> {
    const count = await this.#list(TEXT, maxCount);
    const ranges: GgufRange[] = [];
    for (let i = 0; i < count; i++) {
      const byteLength = await this.#cursor.count(say`length in ${this.#key}`);
      ranges.push({ offset: this.#cursor.skip(byteLength), byteLength });
    }
    return ranges;
  }

  async numbers(type: typeof I32 | typeof I64 | typeof U64, maxCount: number): Promise<number[]> {
    const count = await this.#list(type, maxCount);
    const numbers: number[] = [];
    for (let i = 0; i < count; i++) {
      const value =
        type === I32 ? await this.#cursor.i32() : await this.#cursor.count(say`number in ${this.#key}`);
      if (value < 0) this.#refuse(say`holds the number ${value}`);
      numbers.push(value);
    }
    return numbers;
  }

  async bytes(): Promise<GgufRange> {
    const byteLength = await this.#list(0, Number.MAX_SAFE_INTEGER);
    return { offset: this.#cursor.skip(byteLength), byteLength };
  }

  async skip(): Promise<void> {
    if (this.#type !== LIST) return await this.#skipOne(this.#type);
    await this.#skipList(1);
  }

  /** Lists may hold lists. @param depth of this one. */
  async #skipList(depth: number): Promise<void> {
    const type = await this.#cursor.u32();
    const count = await this.#cursor.count(say`length of ${this.#key}`);
    const byteLength = valueBytes[type];
    if (byteLength !== undefined) this.#cursor.skip(count * byteLength);
    else if (type === TEXT) for (let i = 0; i < count; i++) await this.#skipOne(TEXT);
    else if (type !== LIST) this.#refuse(say`is a list of the unknown type ${type}`);
    else if (depth === MAX_LIST_DEPTH) this.#refuse(say`is more than ${MAX_LIST_DEPTH} lists in one another`);
    else for (let i = 0; i < count; i++) await this.#skipList(depth + 1);
  }

  async #skipOne(type: number): Promise<void> {
    const byteLength = valueBytes[type];
    if (byteLength !== undefined) this.#cursor.skip(byteLength);
    else if (type === TEXT) this.#cursor.skip(await this.#cursor.count(say`length in ${this.#key}`));
    else this.#refuse(say`has the unknown type ${type}`);
  }

  /** @returns the length of the list. */
  async #list(type: number, maxCount: number): Promise<number> {
    if (this.#type !== LIST || (await this.#cursor.u32()) !== type)
      this.#refuse(say`has another type than it should`);
    const count = await this.#cursor.count(say`length of ${this.#key}`);
    if (count > maxCount)
      this.#refuse(say`has ${count} entries, more than the ${maxCount} that are possible`);
    return count;
  }

  #refuse(reason: Sentence): never {
    return this.#cursor.refuse(say`has the key ${JSON.stringify(this.#key)}, which ${reason}`);
  }
}

/** Read with another width, it would shift every tensor without a sign of it. */
async function readAlignment(cursor: GgufCursor, value: KeyedValue): Promise<number> {
  const alignment = await value.whole(true);
  const isPowerOfTwo = alignment > 0 && Number.isInteger(Math.log2(alignment));
  if (isPowerOfTwo && alignment <= MAX_ALIGNMENT) return alignment;
  return cursor.refuse(say`asks for the impossible alignment ${alignment}`);
}

async function refuseParts(cursor: GgufCursor, value: KeyedValue): Promise<void> {
  const count = await value.whole(false);
  if (count <= 1) return;
  const { file } = cursor;
  fail(
    'bad-checkpoint',
    say`The file ${file} is one of ${count} parts, which are not read. Join them with gguf-split --merge.`,
    { file },
  );
}

type EmbeddedTable = {
  names: string[] | null;
  offsets: number[] | null;
  data: GgufRange | null;
  contents: GgufRange[] | null;
};

/** Files as one array with offsets, or, of older writers, as texts. */
function embeddedFiles(
  cursor: GgufCursor,
  { names, offsets, data, contents }: EmbeddedTable,
): ReadonlyMap<string, GgufRange> {
  const files = new Map<string, GgufRange>();
  if (names === null) return files;
  const ranges = data && offsets ? partsOf(cursor, data, offsets) : contents;
  if (ranges?.length !== names.length) {
    return cursor.refuse(say`names ${names.length} embedded files but holds ${ranges?.length ?? 0}`);
  }
  for (const [index, name] of names.entries()) {
    if (files.has(name)) cursor.refuse(say`embeds the file ${JSON.stringify(name)} twice`);
    files.set(name, ranges[index]!);
  }
  return files;
}

function partsOf(cursor: GgufCursor, data: GgufRange, offsets: readonly number[]): GgufRange[] {
  return offsets.slice(1).map((end, index) => {
    const start = offsets[index]!;
    if (start > end || end > data.byteLength)
      cursor.refuse(say`has embedded files that lie outside of their data`);
    return { offset: data.offset + start, byteLength: end - start };
  });
}
