/**
 * The model in the kernel's memory, as `language-plan.ts` lays it out: every field is one word of 32 bits, in this order, and
 * fields of type `usize` are addresses in the module's memory.
 */

// @ts-ignore: decorator
@inline export const F32: i32 = 0;
// @ts-ignore: decorator
@inline export const F16: i32 = 1;
// @ts-ignore: decorator
@inline export const Q8: i32 = 2;
// @ts-ignore: decorator
@inline export const Q4: i32 = 3;

/** Exponents of the powers of two that prepared rows are too large by (rows.as), and factors of tiles undo (packing.as). */
// @ts-ignore: decorator
@inline export const FLOATS_RAISED: i32 = 80;
// @ts-ignore: decorator
@inline export const STEPS_RAISED: i32 = 100;

/** A row's integers for 4-bit weights take 2^this bytes each: words, where there is no dot product of bytes. */
// @ts-ignore: decorator
@inline export const BYTE_SHIFT: usize = ASC_FEATURE_RELAXED_SIMD ? 0 : 1;

/** Packed weights: see packing.as. */
// @ts-ignore: decorator
@unmanaged
export class Matrix {
  kind: i32;
  rows: i32;
  columns: i32;
  tiles: usize;
  tileBytes: i32;
}

/** Norms and feed-forward of one kind of rows; the matrices are addresses of `Matrix`. */
// @ts-ignore: decorator
@unmanaged
export class Path {
  attentionNorm: usize;
  feedForwardNorm: usize;
  gate: usize;
  up: usize;
  down: usize;
}

// @ts-ignore: decorator
@unmanaged
export class Layer {
  /** Addresses of `Path`. Text is 0 where all rows take the same. */
  audio: usize;
  text: usize;
  /** All three in `queries` and the others 0, or each apart. */
  queries: usize;
  keys: usize;
  values: usize;
  output: usize;
  /** Norms of each head, or 0. */
  queryNorm: usize;
  keyNorm: usize;
}

// @ts-ignore: decorator
@unmanaged
export class Model {
  layerCount: i32;
  /** `[layerCount]` addresses of `Layer`. */
  layers: usize;
  hiddenSize: i32;
  headCount: i32;
  keyValueHeadCount: i32;
  headDim: i32;
  feedForwardSize: i32;
  codebookCount: i32;
  /** Rows of the table for each codebook. */
  codebookRows: i32;
  epsilon: f32;
  /** Factor of every product of query and key. */
  attentionScale: f32;
  finalNorm: usize;
  /** Addresses of `Matrix`. */
  head: usize;
  table: usize;
  /** Whether linear layers have blocks of 8 bits, of 4 bits, floats, or several. */
  hasBytes: i32;
  hasNibbles: i32;
  hasFloats: i32;

  /** `[rows, hiddenSize]`: what enters a forward, and each layer's result. */
  hidden: usize;
  /** `[rows, codebookCount]` codes of the rows of audio. */
  codes: usize;
  /** `[rows]` position of each row. */
  positions: usize;
  /** `[rows, (heads + 2 * kvHeads) * headDim]` */
  projected: usize;
  /** `[rows, heads * headDim]` */
  attended: usize;
  /** `[rows, feedForwardSize]` each. */
  gate: usize;
  up: usize;
  logits: usize;
  /** `[threads, heads that share a key, positions]` room for attention; the stride of a head is `scoreStride` bytes. */
  scores: usize;
  scoreStride: i32;
  /** Prepared rows, see rows.as; each row of all of them is for `preparedColumns` columns, a multiple of 32. */
  preparedColumns: i32;
  floats: usize;
  words: usize;
  wordSteps: usize;
  bytes: usize;
  byteSteps: usize;
  zeros: usize;

  /** Positions in chunks of 64, one behind the other, and the room of a head in a chunk: see cache.as. */
  cache: usize;
  chunkBytes: i32;
  roomBytes: i32;
  cacheIsBytes: i32;
}
