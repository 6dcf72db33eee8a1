import { MAX_HEADER_BYTES } from '../data/size-limits';
import { FailureError, fail, quote, quoted } from '../failure';
import { type Sentence, say } from '../sentence';
import { findDuplicateKey } from './duplicate-keys';

/**
 * Element types of the safetensors format with their size in bytes. Source: safetensors format description. The format
 * grows: a tensor of any other type is listed too, as long as its bytes lie in the file, and refused when used.
 */
const bytesPerElement: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  I64: 8,
  U64: 8,
  F64: 8,
};

/** One tensor as it lies in a checkpoint file, little-endian, C order. */
export type StoredTensor = {
  readonly name: string;
  /** BF16, F16, F32 or one that we do not read. */
  readonly dtype: string;
  readonly dims: readonly number[];
  readonly file: string;
  /** Offset from byte 0 of the file. */
  readonly offset: number;
  readonly byteLength: number;
};

export const HEADER_LENGTH_BYTES = 8;
/** Published checkpoints of this family have 397 and 602 tensors. */
export const MAX_TENSORS = 65_536;
export const MAX_DIMS = 8;
export const MAX_NAME_LENGTH = 512;
const MAX_DTYPE_LENGTH = 32;

/**
 * @param prefix the first 8 bytes of the file: the length of the header, unsigned, little-endian.
 * @returns the length of the JSON header in bytes.
 * @throws FailureError 'bad-checkpoint'
 */
export function parseHeaderLength(prefix: Uint8Array, file: string, fileByteLength: number): number {
  if (fileByteLength < HEADER_LENGTH_BYTES || prefix.byteLength < HEADER_LENGTH_BYTES) {
    return refuse(file, say`has only ${fileByteLength} bytes and so no header. Download it again.`);
  }
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length > MAX_HEADER_BYTES) {
    return refuse(
      file,
      say`claims a header of ${length} bytes, above the limit of ${MAX_HEADER_BYTES}. It is damaged or not a safetensors file.`,
    );
  }
  if (length < 2 || HEADER_LENGTH_BYTES + length > fileByteLength) {
    return refuse(
      file,
      say`claims a header of ${length} bytes in a file of ${fileByteLength} bytes. It is damaged or cut off: download it again.`,
    );
  }
  return length;
}

/**
 * Every tensor must lie inside the file, and every byte behind the header must belong to exactly one tensor.
 * @param header the JSON header, without the 8 bytes in front.
 * @throws FailureError 'bad-checkpoint' that names file, tensor and reason.
 */
export function parseHeader(header: Uint8Array, file: string, fileByteLength: number): StoredTensor[] {
  const entries = Object.entries(parseJson(header, file)).filter(([name]) => name !== '__metadata__');
  if (entries.length > MAX_TENSORS) {
    return refuse(
      file,
      say`claims ${entries.length} tensors, more than the ${MAX_TENSORS} that are accepted.`,
    );
  }
  const dataStart = HEADER_LENGTH_BYTES + header.byteLength;
  const tensors = entries.map(([name, entry]) => parseEntry(name, entry, file, dataStart, fileByteLength));
  checkCoverage(tensors, file, dataStart, fileByteLength);
  return tensors;
}

function parseJson(header: Uint8Array, file: string): Record<string, unknown> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(header);
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return refuse(
        file,
        say`has a header that is not a JSON object. It is damaged or not a safetensors file.`,
      );
    }
    const twice = findDuplicateKey(text);
    if (twice !== null) return refuse(file, say`names this tensor twice in its header.`, twice);
    return value as Record<string, unknown>;
  } catch (error) {
    if (error instanceof FailureError) throw error;
    return refuse(file, say`has a header that is not valid JSON. It is damaged or not a safetensors file.`);
  }
}

function parseEntry(
  name: string,
  entry: unknown,
  file: string,
  dataStart: number,
  fileByteLength: number,
): StoredTensor {
  if (name.length === 0 || name.length > MAX_NAME_LENGTH) {
    return refuse(file, say`holds a tensor name of ${name.length} characters.`);
  }
  if (typeof entry !== 'object' || entry === null) return refuse(file, say`has no description.`, name);
  const { dtype, shape, data_offsets: offsets } = entry as Record<string, unknown>;
  if (typeof dtype !== 'string' || dtype.length > MAX_DTYPE_LENGTH) {
    return refuse(file, say`has the impossible element type ${quoted(dtype)}.`, name);
  }
  if (!isCounts(shape) || shape.length > MAX_DIMS) {
    return refuse(file, say`has an impossible shape ${quoted(shape)}.`, name);
  }
  if (!isCounts(offsets) || offsets.length !== 2) {
    return refuse(file, say`has impossible offsets ${quoted(offsets)}.`, name);
  }
  const [begin, end] = offsets as [number, number];
  const elementBytes = Object.hasOwn(bytesPerElement, dtype) ? bytesPerElement[dtype] : undefined;
  const byteLength =
    elementBytes === undefined
      ? Math.max(0, end - begin)
      : shape.reduce((product, dim) => product * dim, elementBytes);
  if (!Number.isSafeInteger(byteLength)) {
    return refuse(file, say`has the absurd shape [${shape.join(', ')}].`, name);
  }
  if (end - begin !== byteLength) {
    return refuse(
      file,
      say`has shape [${shape.join(', ')}] of ${dtype}, which is ${byteLength} bytes, but offsets of ${end - begin} bytes.`,
      name,
    );
  }
  if (dataStart + end > fileByteLength) {
    return refuse(
      file,
      say`ends at byte ${dataStart + end}, but the file has ${fileByteLength} bytes. It is cut off: download it again.`,
      name,
    );
  }
  return { name, dtype, dims: shape, file, offset: dataStart + begin, byteLength };
}

function checkCoverage(
  tensors: readonly StoredTensor[],
  file: string,
  dataStart: number,
  fileByteLength: number,
): void {
  let end = dataStart;
  let before: string | null = null;
  const inOrder = [...tensors].sort((a, b) => a.offset - b.offset || a.byteLength - b.byteLength);
  for (const tensor of inOrder) {
    if (tensor.offset < end)
      refuse(file, say`overlaps ${before === null ? say`the header` : quote(before)}.`, tensor.name);
    if (tensor.offset > end)
      refuse(file, say`leaves ${tensor.offset - end} unused bytes in front.`, tensor.name);
    end = tensor.offset + tensor.byteLength;
    before = tensor.name;
  }
  if (end !== fileByteLength) {
    refuse(
      file,
      say`has ${fileByteLength - end} bytes behind its last tensor. It is damaged: download it again.`,
    );
  }
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function refuse(file: string, reason: Sentence, tensor?: string): never {
  if (tensor === undefined) return fail('bad-checkpoint', say`The file ${file} ${reason}`, { file });
  return fail('bad-checkpoint', say`In ${file}, the tensor ${quoted(tensor)} ${reason}`, { file, tensor });
}
