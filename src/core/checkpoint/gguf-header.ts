import { refuseSubstitute, TELLING_BYTES } from '../data/foreign-file';
import { fail } from '../failure';
import { say } from '../sentence';
import type { CheckpointFiles } from './checkpoint-files';
import { blockTypes, isBlockDtype } from './gguf-blocks';
import { GgufCursor } from './gguf-cursor';
import { type GgufMetadata, type GgufRange, readMetadata } from './gguf-metadata';
import { MAX_NAME_LENGTH, MAX_TENSORS, type StoredTensor } from './safetensors-header';

export type GgufHeader = {
  /** `general.architecture` of the file, e.g. `audiocpp`. */
  readonly architecture: string;
  readonly tensors: readonly StoredTensor[];
  /** Files of the checkpoint's folder that the file carries, by name. */
  readonly embeddedFiles: ReadonlyMap<string, GgufRange>;
};

/** "GGUF", little-endian. */
const MAGIC = 0x46554747;
/** ggml has no more. */
const MAX_GGUF_DIMS = 4;

/** Element types by number. A tensor of any other is listed too, and refused when used. Source: ggml include/ggml.h. */
const dtypes: Readonly<Record<number, string>> = {
  0: 'F32',
  1: 'F16',
  2: 'Q4_0',
  3: 'Q4_1',
  6: 'Q5_0',
  7: 'Q5_1',
  8: 'Q8_0',
  9: 'Q8_1',
  10: 'Q2_K',
  11: 'Q3_K',
  12: 'Q4_K',
  13: 'Q5_K',
  14: 'Q6_K',
  15: 'Q8_K',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  28: 'F64',
  30: 'BF16',
};
const plainBytes: Readonly<Record<string, number>> = {
  F32: 4,
  F16: 2,
  BF16: 2,
  I8: 1,
  I16: 2,
  I32: 4,
  I64: 8,
  F64: 8,
};

/**
 * Reads the header of a GGUF file, version 2 or 3; no weight is touched. Tensors have their logical names and PyTorch's
 * order of dimensions. Source: ggml docs/gguf.md and src/gguf.cpp; audio.cpp src/framework/assets/tensor_source.cpp.
 * @throws FailureError 'bad-checkpoint' that names file, tensor and reason.
 */
export async function readGgufHeader(
  files: CheckpointFiles,
  file: string,
  signal: AbortSignal,
): Promise<GgufHeader> {
  const fileByteLength = (await files.byteLength(file)) ?? 0;
  const cursor = new GgufCursor(files, file, fileByteLength, signal);
  if (fileByteLength < 4 || (await cursor.u32()) !== MAGIC)
    await refuseOther(files, file, fileByteLength, signal);
  const version = await cursor.u32();
  if (version !== 2 && version !== 3) refuseVersion(file, version);
  const tensorCount = await cursor.count(say`count of tensors`);
  if (tensorCount > MAX_TENSORS) {
    cursor.refuse(say`claims ${tensorCount} tensors, more than the ${MAX_TENSORS} that are accepted`);
  }
  const metadata = await readMetadata(cursor, await cursor.count(say`count of keys`), tensorCount);
  const infos: TensorInfo[] = [];
  for (let index = 0; index < tensorCount; index++) infos.push(await readInfo(cursor, metadata.alignment));
  const dataStart = Math.ceil(cursor.position / metadata.alignment) * metadata.alignment;
  const dims = logicalDims(cursor, metadata, infos);
  const names = logicalNames(cursor, metadata, infos);
  const lengths = byteLengths(cursor, infos, names, metadata.alignment, fileByteLength - dataStart);
  const tensors = infos.map(({ dtype, offset }, index) => ({
    name: names[index]!,
    dtype,
    dims: dims[index]!,
    file,
    offset: dataStart + offset,
    byteLength: lengths[index]!,
  }));
  return { architecture: metadata.architecture, tensors, embeddedFiles: metadata.embeddedFiles };
}

/** One tensor as the file describes it. */
type TensorInfo = {
  readonly name: string;
  readonly dtype: string;
  /** PyTorch's order: the last is contiguous. */
  readonly dims: readonly number[];
  /** Bytes from the beginning of the data. */
  readonly offset: number;
};

async function readInfo(cursor: GgufCursor, alignment: number): Promise<TensorInfo> {
  const name = await cursor.text(MAX_NAME_LENGTH, say`the name of a tensor`);
  const rank = await cursor.u32();
  if (rank > MAX_GGUF_DIMS) cursor.refuse(say`has ${rank} dimensions, more than ${MAX_GGUF_DIMS}`, name);
  const dims: number[] = [];
  for (let axis = 0; axis < rank; axis++) dims.unshift(await cursor.count(say`dimension`));
  const type = await cursor.u32();
  const offset = await cursor.count(say`offset of a tensor`);
  if (!Number.isSafeInteger(countOf(dims)))
    cursor.refuse(say`has the absurd shape [${dims.join(', ')}]`, name);
  if (offset % alignment !== 0) {
    cursor.refuse(say`begins at ${offset}, which is no multiple of the alignment ${alignment}`, name);
  }
  return { name, dtype: Object.hasOwn(dtypes, type) ? dtypes[type]! : `GGML_${type}`, dims, offset };
}

/** ggml's names have less than 64 bytes: audio.cpp and Studio keep the names that they stand for in a table. */
function logicalNames(
  cursor: GgufCursor,
  { names }: GgufMetadata,
  infos: readonly TensorInfo[],
): readonly string[] {
  if (names !== null && names.length !== infos.length) {
    return cursor.refuse(say`has ${infos.length} tensors but a table of ${names.length} names`);
  }
  const all = names ?? infos.map(({ name }) => name);
  const seen = new Set<string>();
  for (const name of all) {
    if (seen.has(name)) cursor.refuse(say`stands twice in the file`, name);
    seen.add(name);
  }
  return all;
}

/** Dimensions of 1 in front are lost in ggml: a table of shapes, or of ranks alone, brings them back. */
function logicalDims(
  cursor: GgufCursor,
  { ranks, shapes }: GgufMetadata,
  infos: readonly TensorInfo[],
): readonly (readonly number[])[] {
  if (ranks === null) return infos.map(({ dims }) => dims);
  if (ranks.length !== infos.length) {
    return cursor.refuse(say`has ${infos.length} tensors but a table of ${ranks.length} ranks`);
  }
  let at = 0;
  const all = infos.map(({ name, dims }, index) => {
    const rank = ranks[index]!;
    if (shapes === null) return ofRank(cursor, name, dims, rank);
    const shape = shapes.slice(at, at + rank);
    at += rank;
    if (shape.length === rank && countOf(shape) === countOf(dims)) return shape;
    return cursor.refuse(
      say`has the shape [${dims.join(', ')}] but [${shape.join(', ')}] in the table`,
      name,
    );
  });
  if (shapes !== null && at !== shapes.length)
    cursor.refuse(say`has a table of shapes that does not fit its ranks`);
  return all;
}

function ofRank(cursor: GgufCursor, name: string, dims: readonly number[], rank: number): readonly number[] {
  const missing = rank - dims.length;
  if (missing >= 0 && rank <= MAX_GGUF_DIMS) return [...Array<number>(missing).fill(1), ...dims];
  const tooMany = dims.slice(0, -missing);
  if (missing < 0 && tooMany.every((dim) => dim === 1)) return dims.slice(-missing);
  return cursor.refuse(say`has the shape [${dims.join(', ')}] but the rank ${rank} in the table`, name);
}

/** Tensors follow one another with nothing but padding between them. @param dataBytes what the file has for them. */
function byteLengths(
  cursor: GgufCursor,
  infos: readonly TensorInfo[],
  names: readonly string[],
  alignment: number,
  dataBytes: number,
): readonly number[] {
  const lengths = infos.map((info, index) => knownByteLength(cursor, info, names[index]!));
  const inOrder = infos
    .map((_, index) => index)
    .sort((a, b) => {
      return infos[a]!.offset - infos[b]!.offset || (lengths[a] ?? 0) - (lengths[b] ?? 0);
    });
  let end = 0;
  for (const [place, index] of inOrder.entries()) {
    const { offset } = infos[index]!;
    const name = names[index]!;
    const next = inOrder[place + 1];
    if (offset < end) cursor.refuse(say`overlaps the tensor in front of it`, name);
    if (offset - end >= alignment) cursor.refuse(say`leaves ${offset - end} unused bytes in front`, name);
    lengths[index] ??= Math.max(0, (next === undefined ? dataBytes : infos[next]!.offset) - offset);
    end = offset + lengths[index]!;
    if (end > dataBytes) {
      const missing = end - dataBytes;
      cursor.refuse(
        say`ends ${missing} bytes behind the end of the file. It is cut off: download it again`,
        name,
      );
    }
  }
  if (dataBytes - end >= alignment) cursor.refuse(say`has ${dataBytes - end} bytes behind its last tensor`);
  return lengths as number[];
}

/** @returns null for element types whose length we do not know. */
function knownByteLength(cursor: GgufCursor, { dtype, dims }: TensorInfo, name: string): number | null {
  const block = isBlockDtype(dtype) ? blockTypes[dtype] : null;
  const rowLength = dims.at(-1) ?? 1;
  if (block && rowLength % block.valueCount !== 0) {
    cursor.refuse(say`has rows of ${rowLength} values, which are no whole blocks of ${dtype}`, name);
  }
  const bytesEach = block ? block.byteLength / block.valueCount : plainBytes[dtype];
  return bytesEach === undefined ? null : countOf(dims) * bytesEach;
}

function countOf(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

async function refuseOther(
  files: CheckpointFiles,
  file: string,
  fileByteLength: number,
  signal: AbortSignal,
): Promise<never> {
  const start = await files.read(file, 0, Math.min(TELLING_BYTES, fileByteLength), signal);
  refuseSubstitute(start, file, 'bad-checkpoint');
  return fail('bad-checkpoint', say`The file ${file} is no GGUF file, or is damaged. Download it again.`, {
    file,
  });
}

function refuseVersion(file: string, version: number): never {
  const isSwapped = version !== 0 && version % 2 ** 16 === 0;
  const told = isSwapped
    ? say`was written on a big-endian machine`
    : say`has version ${version} of the format`;
  return fail('bad-checkpoint', say`The file ${file} ${told}; versions 2 and 3, little-endian, are read.`, {
    file,
  });
}
