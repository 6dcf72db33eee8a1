import { exp2, lanes, largest, LOG2_E, nearest, powerOfTwo, sum } from './arithmetic';
import { BYTE_SHIFT, FLOATS_RAISED, Model, STEPS_RAISED } from './model';
import { shareEnd, shareStart } from './threads';

/**
 * Prepares rows for products: as floats, raised by 2^80, and as integers in blocks of 32 columns, the largest of which is
 * ±32512 for weights of 8 bits and ±127 for those of 4. Columns stand in the order 0, 2, 4, 6, 1, 3, 5, 7 of each 8, in which
 * packing.as has the nibbles. Columns behind the last are zeros. Threads share the blocks of all rows.
 */

// @ts-ignore: decorator
@inline const LARGEST_WORD: f32 = 32512;
// @ts-ignore: decorator
@inline const LARGEST_BYTE: f32 = 127;

/** The room of one block before it is prepared: 32 floats, one room for each thread. */
// @ts-ignore: decorator
@inline const BLOCK: i32 = 32;

/** RMS norm. @param from `[rows, columns]`. */
export function prepareNormed(
  model: Model, from: usize, fromRow: i32, toRow: i32, weights: usize, asFloats: bool, asIntegers: bool,
): void {
  const columns = model.hiddenSize;
  const blocks = (columns + 31) >> 5;
  const first = shareStart((toRow - fromRow) * blocks);
  const end = shareEnd((toRow - fromRow) * blocks);
  let held = -1;
  let inverse: f32 = 0;
  for (let item = first; item < end; item++) {
    const row = fromRow + item / blocks;
    const at = from + ((<usize>row * columns) << 2);
    if (row != held) {
      inverse = 1 / sqrt<f32>(squares(at, columns) / <f32>columns + model.epsilon);
      held = row;
    }
    const block = item % blocks;
    const to = floatsOf(model, row, block);
    const count = min(BLOCK, columns - (block << 5));
    const x = at + (<usize>block << 7);
    const w = weights + (<usize>block << 7);
    if (count == BLOCK) {
      for (let i: usize = 0; i < 128; i += 16) {
        v128.store(to + i, f32x4.mul(f32x4.mul(v128.load(x + i), f32x4.splat(inverse)), v128.load(w + i)));
      }
    } else {
      memory.fill(to, 0, 128);
      for (let i = 0; i < count; i++) store<f32>(to + (i << 2), load<f32>(x + (i << 2)) * inverse * load<f32>(w + (i << 2)));
    }
    finishBlock(model, row, block, to, asFloats, asIntegers);
  }
}

/** Rows as they are. @param from `[rows, columns]`. */
export function preparePlain(model: Model, from: usize, columns: i32, rowCount: i32): void {
  const blocks = (columns + 31) >> 5;
  const end = shareEnd(rowCount * blocks);
  for (let item = shareStart(rowCount * blocks); item < end; item++) {
    const row = item / blocks;
    const block = item % blocks;
    const to = floatsOf(model, row, block);
    const count = min(BLOCK, columns - (block << 5));
    if (count < BLOCK) memory.fill(to, 0, 128);
    memory.copy(to, from + ((<usize>row * columns + (block << 5)) << 2), <usize>count << 2);
    finishBlock(model, row, block, to, model.hasFloats != 0, hasIntegers(model));
  }
}

/** gate * sigmoid(gate) * up, of `columns` numbers in rows of `model.feedForwardSize`. */
export function prepareGated(model: Model, columns: i32, fromRow: i32, toRow: i32): void {
  const blocks = (columns + 31) >> 5;
  const end = shareEnd((toRow - fromRow) * blocks);
  for (let item = shareStart((toRow - fromRow) * blocks); item < end; item++) {
    const row = fromRow + item / blocks;
    const block = item % blocks;
    const to = floatsOf(model, row, block);
    const offset = (<usize>row * model.feedForwardSize + (block << 5)) << 2;
    const gate = model.gate + offset;
    const up = model.up + offset;
    // The rooms of gate and up are longer than their last row by a block, so that it may be read beyond its end.
    for (let i: usize = 0; i < 128; i += 16) {
      const g = v128.load(gate + i);
      const power = f32x4.pmin(f32x4.mul(g, f32x4.splat(-LOG2_E)), f32x4.splat(120));
      const silu = f32x4.div(g, f32x4.add(f32x4.splat(1), exp2(power)));
      v128.store(to + i, f32x4.mul(silu, v128.load(up + i)));
    }
    const count = columns - (block << 5);
    if (count < BLOCK) memory.fill(to + (<usize>count << 2), 0, <usize>(BLOCK - count) << 2);
    finishBlock(model, row, block, to, model.hasFloats != 0, hasIntegers(model));
  }
}

// @ts-ignore: decorator
@inline
function floatsOf(model: Model, row: i32, block: i32): usize {
  return model.floats + ((<usize>row * model.preparedColumns + (block << 5)) << 2);
}

// @ts-ignore: decorator
@inline
export function hasIntegers(model: Model): bool {
  return (model.hasBytes | model.hasNibbles) != 0;
}

function squares(at: usize, columns: i32): f32 {
  const whole = <usize>(columns & ~3) << 2;
  let total = f32x4.splat(0);
  for (let i: usize = 0; i < whole; i += 16) {
    const v = v128.load(at + i);
    total = f32x4.add(total, f32x4.mul(v, v));
  }
  let all = sum(total);
  for (let i = columns & ~3; i < columns; i++) {
    const v = load<f32>(at + (i << 2));
    all += v * v;
  }
  return all;
}

/** Makes integers of the block's floats, and raises those. */
function finishBlock(model: Model, row: i32, block: i32, at: usize, asFloats: bool, asIntegers: bool): void {
  if (asIntegers) toIntegers(model, row, block, at);
  if (asFloats) {
    const raise = f32x4.splat(powerOfTwo(FLOATS_RAISED));
    for (let i: usize = 0; i < 128; i += 16) v128.store(at + i, f32x4.mul(v128.load(at + i), raise));
  }
}

function toIntegers(model: Model, row: i32, block: i32, at: usize): void {
  let most = f32x4.splat(0);
  for (let i: usize = 0; i < 128; i += 16) most = f32x4.pmax(most, f32x4.abs(v128.load(at + i)));
  const peak = largest(most);
  const column = <usize>row * model.preparedColumns + (block << 5);
  if (model.hasBytes) toWords(model, column, at, peak);
  if (model.hasNibbles) toBytes(model, column, at, peak);
}

function toWords(model: Model, column: usize, at: usize, peak: f32): void {
  const inverse = f32x4.splat(peak == 0 ? 0 : LARGEST_WORD / peak);
  for (let group: usize = 0; group < 4; group++) {
    v128.store(model.words + (column << 1) + (group << 4), eight(at + (group << 5), inverse));
  }
  store<f32>(model.wordSteps + (column >> 3), (peak / LARGEST_WORD) * powerOfTwo(STEPS_RAISED));
}

function toBytes(model: Model, column: usize, at: usize, peak: f32): void {
  const inverse = f32x4.splat(peak == 0 ? 0 : LARGEST_BYTE / peak);
  let total = i16x8.splat(0);
  for (let group: usize = 0; group < 4; group++) {
    const words = eight(at + (group << 5), inverse);
    total = i16x8.add(total, words);
    const to = model.bytes + ((column + (group << 3)) << BYTE_SHIFT);
    if (ASC_FEATURE_RELAXED_SIMD) v128.store64_lane(to, i8x16.narrow_i16x8_s(words, words), 0);
    else v128.store(to, words);
  }
  store<f32>(model.byteSteps + (column >> 3), (peak / LARGEST_BYTE) * powerOfTwo(STEPS_RAISED));
  store<i32>(model.zeros + (column >> 3), -8 * lanes(i32x4.extadd_pairwise_i16x8_s(total)));
}

/** Nearest integers of eight floats times a number, as words. */
// @ts-ignore: decorator
@inline
function eight(x: usize, inverse: v128): v128 {
  const a = nearest(f32x4.mul(v128.load(x), inverse));
  const b = nearest(f32x4.mul(v128.load(x, 16), inverse));
  const narrow = i16x8.narrow_i32x4_s(a, b);
  return v128.shuffle<u16>(narrow, narrow, 0, 2, 4, 6, 1, 3, 5, 7);
}
