import { movedHalves } from './arithmetic';
import { Matrix } from './model';
import { put } from './put';

/**
 * Products of 4-bit weights with rows of 8-bit integers, 8 rows of the matrix at a time. Nibbles are multiplied as they are
 * stored, 0 to 15; `zeros` takes the zero point off. With the dot product of bytes (relaxed SIMD) a row's integers are bytes,
 * and a block is summed in 16 bits: 8 additions of at most 2 * 127 * 15. Its form that adds to 32 bits takes one instruction
 * less on processors that have it whole, and one more on all others. Without it the integers are words. Both give the same sums,
 * because a nibble leaves nothing of what is relaxed open.
 */

/** Bytes of a block of 8 rows and 32 columns, and of its steps. */
const BLOCK_BYTES: usize = 128 + 16;

/** Bytes of a row's four integers. */
const FOUR: usize = ASC_FEATURE_RELAXED_SIMD ? 4 : 8;

// @ts-ignore: decorator
@inline
function lowNibbles(v: v128): v128 {
  return v128.and(v, i8x16.splat(15));
}

// @ts-ignore: decorator
@inline
function highNibbles(v: v128): v128 {
  return v128.and(i16x8.shr_u(v, 4), i8x16.splat(15));
}

/** The total with four columns of four rows added. @param x the row's four integers. */
// @ts-ignore: decorator
@inline
function plus(total: v128, x: usize, nibbles: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    return i16x8.add(total, i16x8.relaxed_dot_i8x16_i7x16_s(v128.load_splat<i32>(x), nibbles));
  }
  const low = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(nibbles), v128.load_splat<i32>(x));
  const high = i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(nibbles), v128.load_splat<i32>(x, 4));
  return i32x4.add(i32x4.add(total, low), high);
}

/** Adds a block's integers, times both steps. */
// @ts-ignore: decorator
@inline
function joined(sum: v128, total: v128, zero: v128, scale: v128, step: v128): v128 {
  const whole = i32x4.add(ASC_FEATURE_RELAXED_SIMD ? i32x4.extadd_pairwise_i16x8_s(total) : total, zero);
  return f32x4.add(sum, f32x4.mul(f32x4.convert_i32x4_s(whole), f32x4.mul(scale, step)));
}

export function nibblesOne(
  m: Matrix, from: i32, to: i32, x: usize, steps: usize, zeros: usize, out: usize, add: bool,
): void {
  const blocks = <usize>((m.columns + 31) >> 5);
  let w = m.tiles + <usize>from * m.tileBytes;
  for (let tile = from; tile < to; tile++) {
    const factor = v128.load_splat<f32>(w);
    w += 16;
    let sum0 = f32x4.splat(0);
    let sum1 = sum0;
    let y = x;
    for (let block: usize = 0; block < blocks; block++) {
      let t0 = i32x4.splat(0);
      let t1 = t0;
      for (let at: usize = 0; at < 4; at++) {
        const w0 = v128.load(w + (at << 5));
        const w1 = v128.load(w + (at << 5), 16);
        t0 = plus(t0, y, lowNibbles(w0));
        t1 = plus(t1, y, lowNibbles(w1));
        t0 = plus(t0, y + FOUR, highNibbles(w0));
        t1 = plus(t1, y + FOUR, highNibbles(w1));
        y += 2 * FOUR;
      }
      const step = v128.load_splat<f32>(steps + (block << 2));
      const zero = v128.load_splat<i32>(zeros + (block << 2));
      sum0 = joined(sum0, t0, zero, movedHalves(w + 128), step);
      sum1 = joined(sum1, t1, zero, movedHalves(w + 136), step);
      w += BLOCK_BYTES;
    }
    put(out, tile << 3, m.rows, f32x4.mul(sum0, factor), add);
    put(out, (tile << 3) + 4, m.rows, f32x4.mul(sum1, factor), add);
  }
}

/** @param xStride bytes between the rows' integers, @param stepStride between their steps and zeros. */
export function nibblesTwo(
  m: Matrix, tile: i32, x: usize, xStride: usize, steps: usize, zeros: usize, stepStride: usize, out: usize,
  stride: usize, add: bool,
): void {
  const blocks = <usize>((m.columns + 31) >> 5);
  let w = m.tiles + <usize>tile * m.tileBytes;
  const factor = v128.load_splat<f32>(w);
  w += 16;
  let sum00 = f32x4.splat(0);
  let sum01 = sum00;
  let sum10 = sum00;
  let sum11 = sum00;
  for (let block: usize = 0; block < blocks; block++) {
    let t00 = i32x4.splat(0);
    let t01 = t00;
    let t10 = t00;
    let t11 = t00;
    for (let at: usize = 0; at < 4; at++) {
      const w0 = v128.load(w + (at << 5));
      const w1 = v128.load(w + (at << 5), 16);
      let n0 = lowNibbles(w0);
      let n1 = lowNibbles(w1);
      t00 = plus(t00, x, n0);
      t01 = plus(t01, x, n1);
      t10 = plus(t10, x + xStride, n0);
      t11 = plus(t11, x + xStride, n1);
      n0 = highNibbles(w0);
      n1 = highNibbles(w1);
      t00 = plus(t00, x + FOUR, n0);
      t01 = plus(t01, x + FOUR, n1);
      t10 = plus(t10, x + xStride + FOUR, n0);
      t11 = plus(t11, x + xStride + FOUR, n1);
      x += 2 * FOUR;
    }
    const scale0 = movedHalves(w + 128);
    const scale1 = movedHalves(w + 136);
    let step = v128.load_splat<f32>(steps + (block << 2));
    let zero = v128.load_splat<i32>(zeros + (block << 2));
    sum00 = joined(sum00, t00, zero, scale0, step);
    sum01 = joined(sum01, t01, zero, scale1, step);
    step = v128.load_splat<f32>(steps + stepStride + (block << 2));
    zero = v128.load_splat<i32>(zeros + stepStride + (block << 2));
    sum10 = joined(sum10, t10, zero, scale0, step);
    sum11 = joined(sum11, t11, zero, scale1, step);
    w += BLOCK_BYTES;
  }
  put(out, tile << 3, m.rows, f32x4.mul(sum00, factor), add);
  put(out, (tile << 3) + 4, m.rows, f32x4.mul(sum01, factor), add);
  put(out + stride, tile << 3, m.rows, f32x4.mul(sum10, factor), add);
  put(out + stride, (tile << 3) + 4, m.rows, f32x4.mul(sum11, factor), add);
}
