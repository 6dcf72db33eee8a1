import { movedHalves } from './arithmetic';
import { Matrix } from './model';
import { put } from './put';

/**
 * Products of 8-bit weights with rows of 16-bit integers, 8 rows of the matrix at a time. Sums of 32 columns are exact
 * integers; each is multiplied with the steps of both and added as a float.
 */

/** Bytes of a block of 8 rows and 32 columns, and of its steps. */
const BLOCK_BYTES: usize = 256 + 16;

/** Adds 8 columns of four rows. @param w where their 32 bytes are. @param x the row's 8 words. */
// @ts-ignore: decorator
@inline
function group(total: v128, w: usize, x: usize): v128 {
  const even = v128.load(w);
  const odd = v128.load(w, 16);
  let t = i32x4.add(total, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(even), v128.load_splat<i32>(x)));
  t = i32x4.add(t, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(even), v128.load_splat<i32>(x, 4)));
  t = i32x4.add(t, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(odd), v128.load_splat<i32>(x, 8)));
  return i32x4.add(t, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(odd), v128.load_splat<i32>(x, 12)));
}

export function bytesOne(
  m: Matrix, from: i32, to: i32, x: usize, steps: usize, out: usize, add: bool,
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
        t0 = group(t0, w + (at << 6), y + (at << 4));
        t1 = group(t1, w + (at << 6) + 32, y + (at << 4));
      }
      const step = v128.load_splat<f32>(steps + (block << 2));
      sum0 = f32x4.add(sum0, f32x4.mul(f32x4.convert_i32x4_s(t0), f32x4.mul(movedHalves(w + 256), step)));
      sum1 = f32x4.add(sum1, f32x4.mul(f32x4.convert_i32x4_s(t1), f32x4.mul(movedHalves(w + 264), step)));
      w += BLOCK_BYTES;
      y += 64;
    }
    put(out, tile << 3, m.rows, f32x4.mul(sum0, factor), add);
    put(out, (tile << 3) + 4, m.rows, f32x4.mul(sum1, factor), add);
  }
}

/** @param xStride bytes between the rows' words, @param stepStride between their steps. */
export function bytesTwo(
  m: Matrix, tile: i32, x: usize, xStride: usize, steps: usize, stepStride: usize, out: usize, stride: usize,
  add: bool,
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
    for (let at: usize = 0; at < 64; at += 16) {
      for (let half: usize = 0; half < 2; half++) {
        const w0 = v128.load(w + (at << 2) + (half << 4));
        const w1 = v128.load(w + (at << 2) + (half << 4), 32);
        const low0 = i16x8.extend_low_i8x16_s(w0);
        const low1 = i16x8.extend_low_i8x16_s(w1);
        const high0 = i16x8.extend_high_i8x16_s(w0);
        const high1 = i16x8.extend_high_i8x16_s(w1);
        const y = x + at + (half << 3);
        let p = v128.load_splat<i32>(y);
        t00 = i32x4.add(t00, i32x4.dot_i16x8_s(low0, p));
        t01 = i32x4.add(t01, i32x4.dot_i16x8_s(low1, p));
        p = v128.load_splat<i32>(y, 4);
        t00 = i32x4.add(t00, i32x4.dot_i16x8_s(high0, p));
        t01 = i32x4.add(t01, i32x4.dot_i16x8_s(high1, p));
        p = v128.load_splat<i32>(y + xStride);
        t10 = i32x4.add(t10, i32x4.dot_i16x8_s(low0, p));
        t11 = i32x4.add(t11, i32x4.dot_i16x8_s(low1, p));
        p = v128.load_splat<i32>(y + xStride, 4);
        t10 = i32x4.add(t10, i32x4.dot_i16x8_s(high0, p));
        t11 = i32x4.add(t11, i32x4.dot_i16x8_s(high1, p));
      }
    }
    const scale0 = movedHalves(w + 256);
    const scale1 = movedHalves(w + 264);
    let step = v128.load_splat<f32>(steps + (block << 2));
    sum00 = f32x4.add(sum00, f32x4.mul(f32x4.convert_i32x4_s(t00), f32x4.mul(scale0, step)));
    sum01 = f32x4.add(sum01, f32x4.mul(f32x4.convert_i32x4_s(t01), f32x4.mul(scale1, step)));
    step = v128.load_splat<f32>(steps + stepStride + (block << 2));
    sum10 = f32x4.add(sum10, f32x4.mul(f32x4.convert_i32x4_s(t10), f32x4.mul(scale0, step)));
    sum11 = f32x4.add(sum11, f32x4.mul(f32x4.convert_i32x4_s(t11), f32x4.mul(scale1, step)));
    w += BLOCK_BYTES;
    x += 64;
  }
  put(out, tile << 3, m.rows, f32x4.mul(sum00, factor), add);
  put(out, (tile << 3) + 4, m.rows, f32x4.mul(sum01, factor), add);
  put(out + stride, tile << 3, m.rows, f32x4.mul(sum10, factor), add);
  put(out + stride, (tile << 3) + 4, m.rows, f32x4.mul(sum11, factor), add);
}
