import { lanes, largest, LOG2_E, nearest, sum } from './arithmetic';
import { Layer, Model } from './model';
import { shareEnd, shareStart } from './threads';

// @ts-ignore: decorator
@inline const LARGEST_QUERY: f32 = 8191;
// @ts-ignore: decorator
@inline const LARGEST_BYTE: f32 = 127;

/**
 * Keys and values of all positions, in chunks of 64. A chunk holds the rotary tables of its positions, cos and sin
 * `[64, headDim / 2]` each, then a room for each key-value head of each layer. Four positions side by side make four scores
 * at a time. The room has, as floats:
 * - keys `[16, headDim, 4 positions]`, values `[64, headDim]`
 *
 * as bytes, a head's key in blocks of 32 columns and its value as one, the largest of which is 127 (attention-bytes.as):
 * - for every 16 positions, of each block of keys the sums of its integers times -8192, the steps, floats, and
 *   `[headDim / 4, 4]` times 16 bytes, four columns of each of four positions; then the steps of the values
 * - values `[16, headDim / 4]` times 16 bytes, four positions of each of four columns
 * - Where there is no dot product of bytes, two columns or positions stand together, and the two behind them 8 bytes later.
 */

/** Room of a head in a chunk. */
// @ts-ignore: decorator
@inline
export function roomOf(model: Model, position: i32, layer: i32, head: i32): usize {
  const chunk = chunkOf(model, position) + (<usize>model.headDim << 8);
  return chunk + <usize>(layer * model.keyValueHeadCount + head) * model.roomBytes;
}

// @ts-ignore: decorator
@inline
function chunkOf(model: Model, position: i32): usize {
  return model.cache + <usize>(position >> 6) * model.chunkBytes;
}

/** Place of a head's result; until it is there, its query in words of 14 bits, and their steps. */
// @ts-ignore: decorator
@inline
export function resultOf(model: Model, row: i32, head: i32): usize {
  return model.attended + (<usize>((row * model.headCount + head) * model.headDim) << 2);
}

/**
 * Norms and turns queries and keys, and writes keys and values into the cache. `model.projected` has of each row queries,
 * keys, values; its queries are ready for attention afterwards.
 */
export function fillCache(model: Model, at: usize, index: i32, rows: i32): void {
  const layer = changetype<Layer>(at);
  const heads = model.headCount;
  const cached = model.keyValueHeadCount;
  const dim = model.headDim;
  const rowBytes = <usize>((heads + 2 * cached) * dim) << 2;
  const end = shareEnd(rows * (heads + cached));
  for (let item = shareStart(rows * (heads + cached)); item < end; item++) {
    const row = item / (heads + cached);
    const head = item % (heads + cached);
    const position = load<i32>(model.positions + (row << 2));
    const place = position & 63;
    const x = model.projected + <usize>row * rowBytes + ((<usize>head * dim) << 2);
    const isQuery = head < heads;
    const norm = isQuery ? layer.queryNorm : layer.keyNorm;
    if (norm != 0) normHead(x, dim, norm, model.epsilon);
    turn(x, dim, chunkOf(model, position), place);
    if (isQuery) {
      const scale = model.attentionScale * LOG2_E; // scores are exponents of two
      if (model.cacheIsBytes) queryToWords(x, dim, scale, resultOf(model, row, head));
      else scaleQuery(x, dim, scale);
      continue;
    }
    const room = roomOf(model, position, index, head - heads);
    const values = x + ((<usize>cached * dim) << 2);
    if (model.cacheIsBytes) {
      keyToBytes(x, dim, place, room);
      valueToBytes(values, dim, place, room);
    } else {
      const to = room + ((<usize>(place >> 2) * dim) << 4) + ((place & 3) << 2);
      for (let i = 0; i < dim; i++) store<f32>(to + (<usize>i << 4), load<f32>(x + (i << 2)));
      memory.copy(room + ((<usize>dim) << 8) + ((<usize>place * dim) << 2), values, <usize>dim << 2);
    }
  }
}

function scaleQuery(x: usize, dim: i32, factor: f32): void {
  const scale = f32x4.splat(factor);
  for (let i: usize = 0; i < <usize>dim << 2; i += 16) v128.store(x + i, f32x4.mul(v128.load(x + i), scale));
}

function normHead(x: usize, dim: i32, weights: usize, epsilon: f32): void {
  let total = f32x4.splat(0);
  for (let i: usize = 0; i < <usize>dim << 2; i += 16) {
    const v = v128.load(x + i);
    total = f32x4.add(total, f32x4.mul(v, v));
  }
  const inverse = f32x4.splat(1 / sqrt<f32>(sum(total) / <f32>dim + epsilon));
  for (let i: usize = 0; i < <usize>dim << 2; i += 16) {
    v128.store(x + i, f32x4.mul(f32x4.mul(v128.load(x + i), inverse), v128.load(weights + i)));
  }
}

/** The rotary embedding of one head: pairs are half a head apart. */
function turn(x: usize, dim: i32, chunk: usize, place: i32): void {
  const half = <usize>dim << 1;
  const cos = chunk + <usize>place * half;
  const sin = cos + (half << 6);
  for (let i: usize = 0; i < half; i += 4) {
    const a = load<f32>(x + i);
    const b = load<f32>(x + half + i);
    const c = load<f32>(cos + i);
    const s = load<f32>(sin + i);
    store<f32>(x + i, a * c - b * s);
    store<f32>(x + half + i, b * c + a * s);
  }
}

/** @param x floats, `count` of them, a multiple of four. */
function peakOf(x: usize, count: i32): f32 {
  let most = f32x4.splat(0);
  for (let i: usize = 0; i < <usize>count << 2; i += 16) most = f32x4.pmax(most, f32x4.abs(v128.load(x + i)));
  return largest(most);
}

// @ts-ignore: decorator
@inline
function rounded(x: usize, inverse: f32): v128 {
  return nearest(f32x4.mul(v128.load(x), f32x4.splat(inverse)));
}

/** Where there is a dot product of bytes, 8192 is added: it wants no sign. */
function queryToWords(x: usize, dim: i32, factor: f32, to: usize): void {
  const steps = to + (<usize>dim << 1);
  const raise = i32x4.splat(ASC_FEATURE_RELAXED_SIMD ? 8192 : 0);
  for (let from = 0; from < dim; from += 32) {
    const count = min(32, dim - from);
    const at = x + (<usize>from << 2);
    const peak = peakOf(at, count);
    const inverse: f32 = peak == 0 ? 0 : LARGEST_QUERY / peak;
    store<f32>(steps + (from >> 3), (peak / LARGEST_QUERY) * factor);
    for (let i: usize = 0; i < <usize>count; i += 4) {
      storeWords(to + ((<usize>from + i) << 1), i32x4.add(rounded(at + (i << 2), inverse), raise));
    }
  }
}

/** Four words in 8 bytes: where there is a dot product of bytes, the upper bits of all, then the lower seven. */
// @ts-ignore: decorator
@inline
export function storeWords(to: usize, four: v128): void {
  if (ASC_FEATURE_RELAXED_SIMD) {
    store<i32>(to, bytesOf(i32x4.shr_u(four, 7)));
    store<i32>(to, bytesOf(v128.and(four, i32x4.splat(127))), 4);
  } else v128.store64_lane(to, i16x8.narrow_i32x4_s(four, four), 0);
}

function keyToBytes(x: usize, dim: i32, place: i32, room: usize): void {
  const record = room + (place >> 4) * recordBytes(dim) + ((place & 15) << 2);
  const inRecord = ((place & 12) << 2) + ((place & 3) << (ASC_FEATURE_RELAXED_SIMD ? 2 : 1)) - ((place & 15) << 2);
  for (let from = 0; from < dim; from += 32) {
    const block = record + (from >> 5) * BLOCK_BYTES;
    const count = min(32, dim - from);
    const at = x + (<usize>from << 2);
    const peak = peakOf(at, count);
    const inverse: f32 = peak == 0 ? 0 : LARGEST_BYTE / peak;
    let total = i32x4.splat(0);
    for (let i: usize = 0; i < <usize>count; i += 4) {
      const four = rounded(at + (i << 2), inverse);
      const bytes = bytesOf(four);
      const to = block + inRecord + (i << 4);
      if (ASC_FEATURE_RELAXED_SIMD) {
        store<i32>(to, bytes, 128);
        total = i32x4.add(total, four);
      } else {
        store<i16>(to, <i16>bytes, 128);
        store<i16>(to, <i16>(bytes >> 16), 136);
      }
    }
    if (ASC_FEATURE_RELAXED_SIMD) store<i32>(block, -8192 * lanes(total));
    store<f32>(block, peak / LARGEST_BYTE, 64);
  }
}

function valueToBytes(x: usize, dim: i32, place: i32, room: usize): void {
  const inGroup = ASC_FEATURE_RELAXED_SIMD ? place & 3 : ((place & 2) << 2) + (place & 1);
  const width: usize = ASC_FEATURE_RELAXED_SIMD ? 4 : 2;
  const to = valuesOf(room, dim) + ((<usize>(place >> 2) * dim) << 2) + inGroup;
  const peak = peakOf(x, dim);
  const inverse: f32 = peak == 0 ? 0 : LARGEST_BYTE / peak;
  store<f32>(valueSteps(room, dim) + (place >> 4) * recordBytes(dim) + ((place & 15) << 2), peak / LARGEST_BYTE);
  for (let i = 0; i < dim; i += 4) {
    const at = to + (<usize>i << 2);
    let bytes = bytesOf(rounded(x + (<usize>i << 2), inverse));
    for (let column: usize = 0; column < 4; column++) {
      store<i8>(at + column * width, <i8>bytes);
      bytes >>= 8;
    }
  }
}

/** The low bytes of four lanes. */
// @ts-ignore: decorator
@inline
function bytesOf(lanes: v128): i32 {
  return i32x4.extract_lane(
    v128.shuffle<u8>(lanes, lanes, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12), 0,
  );
}

/** A block of keys of 16 positions. */
// @ts-ignore: decorator
@inline const BLOCK_BYTES: usize = 64 + 64 + 512;

/** All blocks of keys of 16 positions, and the steps of their values. */
// @ts-ignore: decorator
@inline
export function recordBytes(dim: i32): usize {
  return (<usize>dim << 4) + (<usize>((dim + 31) >> 5) << 7) + 64;
}

/** Of the first 16 positions; those of the next are `recordBytes` behind them. */
// @ts-ignore: decorator
@inline
export function valueSteps(room: usize, dim: i32): usize {
  return room + recordBytes(dim) - 64;
}

// @ts-ignore: decorator
@inline
export function valuesOf(room: usize, dim: i32): usize {
  return room + (recordBytes(dim) << 2);
}
