import { movedHalves } from './arithmetic';
import { Matrix } from './model';
import { put } from './put';

/** Products with floats of 16 and 32 bits, 16 rows of the matrix at a time: each row of it is one chain of additions. */

// @ts-ignore: decorator
@inline
function finish(
  m: Matrix, tile: i32, factor: v128, a: v128, b: v128, c: v128, d: v128, out: usize, add: bool,
): void {
  const row = tile << 4;
  put(out, row, m.rows, f32x4.mul(a, factor), add);
  put(out, row + 4, m.rows, f32x4.mul(b, factor), add);
  put(out, row + 8, m.rows, f32x4.mul(c, factor), add);
  put(out, row + 12, m.rows, f32x4.mul(d, factor), add);
}

export function halvesOne(m: Matrix, from: i32, to: i32, x: usize, out: usize, add: bool): void {
  const bytes = <usize>m.columns << 2;
  let w = m.tiles + <usize>from * m.tileBytes;
  for (let tile = from; tile < to; tile++) {
    const factor = v128.load_splat<f32>(w);
    w += 16;
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (let k: usize = 0; k < bytes; k += 4) {
      const y = v128.load_splat<f32>(x + k);
      a = f32x4.add(a, f32x4.mul(movedHalves(w), y));
      b = f32x4.add(b, f32x4.mul(movedHalves(w + 8), y));
      c = f32x4.add(c, f32x4.mul(movedHalves(w + 16), y));
      d = f32x4.add(d, f32x4.mul(movedHalves(w + 24), y));
      w += 32;
    }
    finish(m, tile, factor, a, b, c, d, out, add);
  }
}

export function singlesOne(m: Matrix, from: i32, to: i32, x: usize, out: usize, add: bool): void {
  const bytes = <usize>m.columns << 2;
  let w = m.tiles + <usize>from * m.tileBytes;
  for (let tile = from; tile < to; tile++) {
    const factor = v128.load_splat<f32>(w);
    w += 16;
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (let k: usize = 0; k < bytes; k += 4) {
      const y = v128.load_splat<f32>(x + k);
      a = f32x4.add(a, f32x4.mul(v128.load(w), y));
      b = f32x4.add(b, f32x4.mul(v128.load(w, 16), y));
      c = f32x4.add(c, f32x4.mul(v128.load(w, 32), y));
      d = f32x4.add(d, f32x4.mul(v128.load(w, 48), y));
      w += 64;
    }
    finish(m, tile, factor, a, b, c, d, out, add);
  }
}

export function halvesTwo(
  m: Matrix, tile: i32, x: usize, xStride: usize, out: usize, stride: usize, add: bool,
): void {
  const end = x + (<usize>m.columns << 2);
  let w = m.tiles + <usize>tile * m.tileBytes;
  const factor = v128.load_splat<f32>(w);
  w += 16;
  let a0 = f32x4.splat(0);
  let b0 = a0;
  let c0 = a0;
  let d0 = a0;
  let a1 = a0;
  let b1 = a0;
  let c1 = a0;
  let d1 = a0;
  for (; x < end; x += 4) {
    const y0 = v128.load_splat<f32>(x);
    const y1 = v128.load_splat<f32>(x + xStride);
    let v = movedHalves(w);
    a0 = f32x4.add(a0, f32x4.mul(v, y0));
    a1 = f32x4.add(a1, f32x4.mul(v, y1));
    v = movedHalves(w + 8);
    b0 = f32x4.add(b0, f32x4.mul(v, y0));
    b1 = f32x4.add(b1, f32x4.mul(v, y1));
    v = movedHalves(w + 16);
    c0 = f32x4.add(c0, f32x4.mul(v, y0));
    c1 = f32x4.add(c1, f32x4.mul(v, y1));
    v = movedHalves(w + 24);
    d0 = f32x4.add(d0, f32x4.mul(v, y0));
    d1 = f32x4.add(d1, f32x4.mul(v, y1));
    w += 32;
  }
  finish(m, tile, factor, a0, b0, c0, d0, out, add);
  finish(m, tile, factor, a1, b1, c1, d1, out + stride, add);
}

export function singlesTwo(
  m: Matrix, tile: i32, x: usize, xStride: usize, out: usize, stride: usize, add: bool,
): void {
  const end = x + (<usize>m.columns << 2);
  let w = m.tiles + <usize>tile * m.tileBytes;
  const factor = v128.load_splat<f32>(w);
  w += 16;
  let a0 = f32x4.splat(0);
  let b0 = a0;
  let c0 = a0;
  let d0 = a0;
  let a1 = a0;
  let b1 = a0;
  let c1 = a0;
  let d1 = a0;
  for (; x < end; x += 4) {
    const y0 = v128.load_splat<f32>(x);
    const y1 = v128.load_splat<f32>(x + xStride);
    let v = v128.load(w);
    a0 = f32x4.add(a0, f32x4.mul(v, y0));
    a1 = f32x4.add(a1, f32x4.mul(v, y1));
    v = v128.load(w, 16);
    b0 = f32x4.add(b0, f32x4.mul(v, y0));
    b1 = f32x4.add(b1, f32x4.mul(v, y1));
    v = v128.load(w, 32);
    c0 = f32x4.add(c0, f32x4.mul(v, y0));
    c1 = f32x4.add(c1, f32x4.mul(v, y1));
    v = v128.load(w, 48);
    d0 = f32x4.add(d0, f32x4.mul(v, y0));
    d1 = f32x4.add(d1, f32x4.mul(v, y1));
    w += 64;
  }
  finish(m, tile, factor, a0, b0, c0, d0, out, add);
  finish(m, tile, factor, a1, b1, c1, d1, out + stride, add);
}
