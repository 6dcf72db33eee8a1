import { exp, largest, sum } from './arithmetic';
import { Layer, Model } from './model';
import { shareEnd, shareStart, threadNumber, threads } from './threads';

/**
 * Causal attention over a cache in chunks of 64 positions. A chunk holds the rotary tables of its positions, cos and sin
 * `[64, headDim / 2]` each, then of each layer and each key-value head the keys `[16, headDim, 4 positions]` and the
 * values `[64, headDim]`. Four positions side by side make four scores at a time.
 */

// @ts-ignore: decorator
@inline
function chunkOf(model: Model, position: i32): usize {
  return model.cache + <usize>(position >> 6) * model.chunkBytes;
}

/** Keys of a head in a chunk; its values are behind them. */
// @ts-ignore: decorator
@inline
function keysOf(model: Model, chunk: usize, layer: i32, head: i32): usize {
  const bytes = <usize>model.headDim << 8;
  return chunk + bytes + (<usize>(layer * model.keyValueHeadCount + head) * bytes << 1);
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
    const chunk = chunkOf(model, position);
    const x = model.projected + <usize>row * rowBytes + ((<usize>head * dim) << 2);
    const isQuery = head < heads;
    const norm = isQuery ? layer.queryNorm : layer.keyNorm;
    if (norm != 0) normHead(x, dim, norm, model.epsilon);
    turn(x, dim, chunk, position & 63);
    if (isQuery) {
      const scale = f32x4.splat(model.attentionScale);
      for (let i: usize = 0; i < <usize>dim << 2; i += 16) v128.store(x + i, f32x4.mul(v128.load(x + i), scale));
      continue;
    }
    const keys = keysOf(model, chunk, index, head - heads);
    const place = position & 63;
    const to = keys + ((<usize>(place >> 2) * dim) << 4) + ((place & 3) << 2);
    for (let i = 0; i < dim; i++) store<f32>(to + (<usize>i << 4), load<f32>(x + (i << 2)));
    const values = x + ((<usize>cached * dim) << 2);
    memory.copy(keys + ((<usize>dim) << 8) + ((<usize>place * dim) << 2), values, <usize>dim << 2);
  }
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

/** Attention of all rows. Threads share key-value heads or, where there are too few, the heads. */
export function attend(model: Model, index: i32, rows: i32): void {
  const cached = model.keyValueHeadCount;
  const group = model.headCount / cached;
  const parts = rows * cached >= threads() ? 1 : group;
  const each = group / parts;
  const count = rows * cached * parts;
  const end = shareEnd(count);
  for (let item = shareStart(count); item < end; item++) {
    const row = item / (cached * parts);
    const part = item % (cached * parts);
    const head = part / parts;
    const first = head * group + (part % parts) * each;
    attendHeads(model, index, row, head, first, each);
  }
}

function attendHeads(model: Model, index: i32, row: i32, cached: i32, first: i32, count: i32): void {
  const dim = model.headDim;
  const length = load<i32>(model.positions + (row << 2)) + 1;
  const width = model.headCount * dim;
  const rowBytes = <usize>(width + 2 * model.keyValueHeadCount * dim) << 2;
  const queries = model.projected + <usize>row * rowBytes + ((<usize>first * dim) << 2);
  const out = model.attended + ((<usize>(row * width) + <usize>(first * dim)) << 2);
  const stride = <usize>model.scoreStride;
  const scores = model.scores + <usize>(threadNumber() * model.headCount) * stride;
  const headBytes = <usize>dim << 2;
  for (let position = 0; position < length; position += 64) {
    const keys = keysOf(model, chunkOf(model, position), index, cached);
    const blocks = (min(64, length - position) + 3) >> 2;
    for (let block = 0; block < blocks; block++) {
      const k = keys + ((<usize>block * dim) << 4);
      const to = scores + (<usize>(position + (block << 2)) << 2);
      let head = 0;
      for (; head + 1 < count; head += 2) {
        scoreTwo(k, queries + <usize>head * headBytes, headBytes, to + <usize>head * stride, stride);
      }
      if (head < count) scoreOne(k, queries + <usize>head * headBytes, headBytes, to + <usize>head * stride);
    }
  }
  for (let head = 0; head < count; head++) softmax(scores + <usize>head * stride, length);
  memory.fill(out, 0, <usize>count * headBytes);
  for (let position = 0; position < length; position += 64) {
    const values = keysOf(model, chunkOf(model, position), index, cached) + (<usize>dim << 8);
    const places = min(64, length - position);
    const weights = scores + (<usize>position << 2);
    let head = 0;
    for (; head + 1 < count; head += 2) {
      mixTwo(values, places, weights + <usize>head * stride, stride, out + <usize>head * headBytes, headBytes);
    }
    if (head < count) mixOne(values, places, weights + <usize>head * stride, out + <usize>head * headBytes, headBytes);
  }
}

/** Scores of four positions for one head: four chains of additions, one for each remainder of the dimension. */
function scoreOne(k: usize, q: usize, bytes: usize, to: usize): void {
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

function scoreTwo(k: usize, q: usize, bytes: usize, to: usize, stride: usize): void {
  let a0 = f32x4.splat(0);
  let b0 = a0;
  let c0 = a0;
  let d0 = a0;
  let a1 = a0;
  let b1 = a0;
  let c1 = a0;
  let d1 = a0;
  for (let i: usize = 0; i < bytes; i += 16) {
    const at = k + (i << 2);
    const x = q + i;
    const y = x + bytes;
    let v = v128.load(at);
    a0 = f32x4.add(a0, f32x4.mul(v, v128.load_splat<f32>(x)));
    a1 = f32x4.add(a1, f32x4.mul(v, v128.load_splat<f32>(y)));
    v = v128.load(at, 16);
    b0 = f32x4.add(b0, f32x4.mul(v, v128.load_splat<f32>(x, 4)));
    b1 = f32x4.add(b1, f32x4.mul(v, v128.load_splat<f32>(y, 4)));
    v = v128.load(at, 32);
    c0 = f32x4.add(c0, f32x4.mul(v, v128.load_splat<f32>(x, 8)));
    c1 = f32x4.add(c1, f32x4.mul(v, v128.load_splat<f32>(y, 8)));
    v = v128.load(at, 48);
    d0 = f32x4.add(d0, f32x4.mul(v, v128.load_splat<f32>(x, 12)));
    d1 = f32x4.add(d1, f32x4.mul(v, v128.load_splat<f32>(y, 12)));
  }
  v128.store(to, f32x4.add(f32x4.add(a0, b0), f32x4.add(c0, d0)));
  v128.store(to + stride, f32x4.add(f32x4.add(a1, b1), f32x4.add(c1, d1)));
}

/** @param at `[length]`, with room to a multiple of four. */
function softmax(at: usize, length: i32): void {
  const end = at + (<usize>((length + 3) & ~3) << 2);
  for (let x = at + (<usize>length << 2); x < end; x += 4) store<f32>(x, -f32.MAX_VALUE);
  let most = f32x4.splat(-f32.MAX_VALUE);
  for (let x = at; x < end; x += 16) most = f32x4.pmax(most, v128.load(x));
  const peak = f32x4.splat(largest(most));
  let total = f32x4.splat(0);
  for (let x = at; x < end; x += 16) {
    const e = exp(f32x4.sub(v128.load(x), peak));
    v128.store(x, e);
    total = f32x4.add(total, e);
  }
  const inverse = f32x4.splat(1 / sum(total));
  for (let x = at; x < end; x += 16) v128.store(x, f32x4.mul(v128.load(x), inverse));
}

/** Adds the values of `places` positions, each times its weight, four numbers of the head in one chain. */
function mixOne(values: usize, places: i32, weights: usize, out: usize, bytes: usize): void {
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

function mixTwo(values: usize, places: i32, weights: usize, stride: usize, out: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + 64 <= bytes; i += 64) {
    const o = out + i;
    let a0 = v128.load(o);
    let b0 = v128.load(o, 16);
    let c0 = v128.load(o, 32);
    let d0 = v128.load(o, 48);
    let a1 = v128.load(o + bytes);
    let b1 = v128.load(o + bytes, 16);
    let c1 = v128.load(o + bytes, 32);
    let d1 = v128.load(o + bytes, 48);
    let v = values + i;
    for (let place = 0; place < places; place++) {
      const w0 = v128.load_splat<f32>(weights + (place << 2));
      const w1 = v128.load_splat<f32>(weights + stride + (place << 2));
      let x = v128.load(v);
      a0 = f32x4.add(a0, f32x4.mul(x, w0));
      a1 = f32x4.add(a1, f32x4.mul(x, w1));
      x = v128.load(v, 16);
      b0 = f32x4.add(b0, f32x4.mul(x, w0));
      b1 = f32x4.add(b1, f32x4.mul(x, w1));
      x = v128.load(v, 32);
      c0 = f32x4.add(c0, f32x4.mul(x, w0));
      c1 = f32x4.add(c1, f32x4.mul(x, w1));
      x = v128.load(v, 48);
      d0 = f32x4.add(d0, f32x4.mul(x, w0));
      d1 = f32x4.add(d1, f32x4.mul(x, w1));
      v += bytes;
    }
    v128.store(o, a0);
    v128.store(o, b0, 16);
    v128.store(o, c0, 32);
    v128.store(o, d0, 48);
    v128.store(o + bytes, a1);
    v128.store(o + bytes, b1, 16);
    v128.store(o + bytes, c1, 32);
    v128.store(o + bytes, d1, 48);
  }
  if (i == bytes) return;
  for (; i < bytes; i += 16) {
    for (let head: usize = 0; head < 2; head++) {
      const o = out + head * bytes + i;
      let a = v128.load(o);
      for (let place = 0; place < places; place++) {
        const w = v128.load_splat<f32>(weights + head * stride + (place << 2));
        a = f32x4.add(a, f32x4.mul(v128.load(values + <usize>place * bytes + i), w));
      }
      v128.store(o, a);
    }
  }
}
