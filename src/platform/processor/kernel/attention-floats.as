import { resultOf, roomOf } from './cache';
import { Model } from './model';
import { softmax } from './softmax';
import { threadNumber } from './threads';

/** Attention of some heads that have the same keys and values, over a cache of floats. */
export function attendFloats(model: Model, index: i32, row: i32, cached: i32, first: i32, count: i32): void {
  const dim = model.headDim;
  const length = load<i32>(model.positions + (row << 2)) + 1;
  const width = model.headCount * dim;
  const rowBytes = <usize>(width + 2 * model.keyValueHeadCount * dim) << 2;
  const queries = model.projected + <usize>row * rowBytes + ((<usize>first * dim) << 2);
  const out = resultOf(model, row, first);
  const stride = <usize>model.scoreStride;
  const scores = model.scores + <usize>(threadNumber() * (model.headCount / model.keyValueHeadCount)) * stride;
  const headBytes = <usize>dim << 2;
  for (let position = 0; position < length; position += 64) {
    const keys = roomOf(model, position, index, cached);
    const blocks = (min(64, length - position) + 3) >> 2;
    for (let block = 0; block < blocks; block++) {
      const k = keys + ((<usize>block * dim) << 4);
      const to = scores + (<usize>(position + (block << 2)) << 2);
      for (let head: usize = 0; head < <usize>count; head++) {
        score(k, queries + head * headBytes, headBytes, to + head * stride);
      }
    }
  }
  for (let head = 0; head < count; head++) softmax(scores + <usize>head * stride, length);
  memory.fill(out, 0, <usize>count * headBytes);
  for (let position = 0; position < length; position += 64) {
    const values = roomOf(model, position, index, cached) + (<usize>dim << 8);
    const places = min(64, length - position);
    const weights = scores + (<usize>position << 2);
    for (let head: usize = 0; head < <usize>count; head++) {
      mix(values, places, weights + head * stride, out + head * headBytes, headBytes);
    }
  }
}

/** Scores of four positions for one head: four chains of additions, one for each remainder of the dimension. */
function score(k: usize, q: usize, bytes: usize, to: usize): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let i: usize = 0; i < bytes; i += 16) {
    const at = k + (i << 2);
    a = f32x4.add(a, f32x4.mul(v128.load(at), v128.load_splat<f32>(q + i)));
    b = f32x4.add(b, f32x4.mul(v128.load(at, 16), v128.load_splat<f32>(q + i, 4)));
    c = f32x4.add(c, f32x4.mul(v128.load(at, 32), v128.load_splat<f32>(q + i, 8)));
    d = f32x4.add(d, f32x4.mul(v128.load(at, 48), v128.load_splat<f32>(q + i, 12)));
  }
  v128.store(to, f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
}

/** Adds the values of `places` positions, each times its weight, four numbers of the head in one chain. */
function mix(values: usize, places: i32, weights: usize, out: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    let a = v128.load(out + i);
    let v = values + i;
    for (let place = 0; place < places; place++) {
      a = f32x4.add(a, f32x4.mul(v128.load(v), v128.load_splat<f32>(weights + (place << 2))));
      v += bytes;
    }
    v128.store(out + i, a);
  }
}
