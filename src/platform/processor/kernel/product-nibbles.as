import { movedHalves } from './arithmetic';
import { Matrix } from './model';
import { put } from './put';

/**
 * Products of 4-bit weights with rows of 16-bit integers, 8 rows of the matrix at a time. Nibbles are multiplied as they are
 * stored, 0 to 15; `zeros` takes the zero point off. With the dot product of bytes (relaxed SIMD) a row is two bytes, high
 * and low, whose products are joined; without, it is words. Both give the same integers, because a nibble leaves nothing of
 * what is relaxed open.
 */

/** Bytes of a block of 8 rows and 32 columns, and of its steps. */
const BLOCK_BYTES: usize = 128 + 16;

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

/** The total with 16 columns of bytes added. */
// @ts-ignore: decorator
@inline
function addBytes(total: v128, x: usize, nibbles: v128): v128 {
  return i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load_splat<i32>(x), nibbles, total);
}

/** @param x four words. */
// @ts-ignore: decorator
@inline
function addWords(total: v128, x: usize, nibbles: v128): v128 {
  const low = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(nibbles), v128.load_splat<i32>(x));
  const high = i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(nibbles), v128.load_splat<i32>(x, 4));
  return i32x4.add(i32x4.add(total, low), high);
}

/** Adds a block's integers, times both steps. */
// @ts-ignore: decorator
@inline
function joined(sum: v128, total: v128, scale: v128, step: v128): v128 {
  return f32x4.add(sum, f32x4.mul(f32x4.convert_i32x4_s(total), f32x4.mul(scale, step)));
}

// @ts-ignore: decorator
@inline
function whole(high: v128, low: v128): v128 {
  return i32x4.add(i32x4.shl(high, 8), low);
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
      let t0 = v128.load_splat<i32>(zeros + (block << 2));
      let t1 = t0;
      if (ASC_FEATURE_RELAXED_SIMD) {
        let h0 = i32x4.splat(0);
        let h1 = h0;
        for (let at: usize = 0; at < 32; at += 8) {
          const w0 = v128.load(w + (at << 2));
          const w1 = v128.load(w + (at << 2), 16);
          const low0 = lowNibbles(w0);
          const low1 = lowNibbles(w1);
          h0 = addBytes(h0, y + at, low0);
          h1 = addBytes(h1, y + at, low1);
          t0 = addBytes(t0, y + at + 32, low0);
          t1 = addBytes(t1, y + at + 32, low1);
          const high0 = highNibbles(w0);
          const high1 = highNibbles(w1);
          h0 = addBytes(h0, y + at + 4, high0);
          h1 = addBytes(h1, y + at + 4, high1);
          t0 = addBytes(t0, y + at + 36, high0);
          t1 = addBytes(t1, y + at + 36, high1);
        }
        t0 = whole(h0, t0);
        t1 = whole(h1, t1);
      } else {
        for (let at: usize = 0; at < 64; at += 16) {
          const w0 = v128.load(w + (at << 1));
          const w1 = v128.load(w + (at << 1), 16);
          t0 = addWords(t0, y + at, lowNibbles(w0));
          t1 = addWords(t1, y + at, lowNibbles(w1));
          t0 = addWords(t0, y + at + 8, highNibbles(w0));
          t1 = addWords(t1, y + at + 8, highNibbles(w1));
        }
      }
      const step = v128.load_splat<f32>(steps + (block << 2));
      sum0 = joined(sum0, t0, movedHalves(w + 128), step);
      sum1 = joined(sum1, t1, movedHalves(w + 136), step);
      w += BLOCK_BYTES;
      y += 64;
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
    let t00 = v128.load_splat<i32>(zeros + (block << 2));
    let t01 = t00;
    let t10 = v128.load_splat<i32>(zeros + stepStride + (block << 2));
    let t11 = t10;
    if (ASC_FEATURE_RELAXED_SIMD) {
      let h00 = i32x4.splat(0);
      let h01 = h00;
      let h10 = h00;
      let h11 = h00;
      for (let at: usize = 0; at < 32; at += 8) {
        const w0 = v128.load(w + (at << 2));
        const w1 = v128.load(w + (at << 2), 16);
        let n0 = lowNibbles(w0);
        let n1 = lowNibbles(w1);
        for (let half: usize = 0; half < 8; half += 4) {
          const y = x + at + half;
          h00 = addBytes(h00, y, n0);
          h01 = addBytes(h01, y, n1);
          t00 = addBytes(t00, y + 32, n0);
          t01 = addBytes(t01, y + 32, n1);
          h10 = addBytes(h10, y + xStride, n0);
          h11 = addBytes(h11, y + xStride, n1);
          t10 = addBytes(t10, y + xStride + 32, n0);
          t11 = addBytes(t11, y + xStride + 32, n1);
          n0 = highNibbles(w0);
          n1 = highNibbles(w1);
        }
      }
      t00 = whole(h00, t00);
      t01 = whole(h01, t01);
      t10 = whole(h10, t10);
      t11 = whole(h11, t11);
    } else {
      for (let at: usize = 0; at < 64; at += 16) {
        const w0 = v128.load(w + (at << 1));
        const w1 = v128.load(w + (at << 1), 16);
        let n0 = lowNibbles(w0);
        let n1 = lowNibbles(w1);
        for (let half: usize = 0; half < 16; half += 8) {
          const y = x + at + half;
          t00 = addWords(t00, y, n0);
          t01 = addWords(t01, y, n1);
          t10 = addWords(t10, y + xStride, n0);
          t11 = addWords(t11, y + xStride, n1);
          n0 = highNibbles(w0);
          n1 = highNibbles(w1);
        }
      }
    }
    const scale0 = movedHalves(w + 128);
    const scale1 = movedHalves(w + 136);
    let step = v128.load_splat<f32>(steps + (block << 2));
    sum00 = joined(sum00, t00, scale0, step);
    sum01 = joined(sum01, t01, scale1, step);
    step = v128.load_splat<f32>(steps + stepStride + (block << 2));
    sum10 = joined(sum10, t10, scale0, step);
    sum11 = joined(sum11, t11, scale1, step);
    w += BLOCK_BYTES;
    x += 64;
  }
  put(out, tile << 3, m.rows, f32x4.mul(sum00, factor), add);
  put(out, (tile << 3) + 4, m.rows, f32x4.mul(sum01, factor), add);
  put(out + stride, tile << 3, m.rows, f32x4.mul(sum10, factor), add);
  put(out + stride, (tile << 3) + 4, m.rows, f32x4.mul(sum11, factor), add);
}
