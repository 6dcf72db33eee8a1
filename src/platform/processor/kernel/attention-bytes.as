import { exp2, largest, nearest, sum } from './arithmetic';
import { recordBytes, resultOf, roomOf, storeWords, valueSteps, valuesOf } from './cache';
import { Model } from './model';
import { threadNumber } from './threads';

/**
 * Attention over a cache of bytes, multiplied with words of 14 bits. Scores are exact sums of products of integers for each 32
 * columns, results for each 64 positions, whose weights, times the steps of their values, become words. With the dot product
 * of bytes a word is two bytes of seven bits without a sign, which leave nothing of what is relaxed open; so queries are
 * raised by 8192, which the sums of keys take off. Both give the same integers.
 */

/** Largest weight of 64 positions. */
// @ts-ignore: decorator
@inline const LARGEST: f32 = 16383;

/** Attention of some heads that have the same keys and values. */
export function attendBytes(model: Model, index: i32, row: i32, cached: i32, first: i32, heads: i32): void {
  const dim = model.headDim;
  const bytes = <usize>dim << 2;
  const length = load<i32>(model.positions + (row << 2)) + 1;
  const out = resultOf(model, row, first);
  const stride = <usize>model.scoreStride;
  const scores = model.scores + <usize>(threadNumber() * (model.headCount / model.keyValueHeadCount)) * stride;
  for (let position = 0; position < length; position += 64) {
    const room = roomOf(model, position, index, cached);
    const count = min(64, length - position);
    const to = scores + (<usize>position << 2);
    for (let head: usize = 0; head < <usize>heads; head++) score(room, dim, count, out + head * bytes, to + head * stride);
  }
  for (let head: usize = 0; head < <usize>heads; head++) {
    weigh(model, index, cached, scores + head * stride, length);
  }
  memory.fill(out, 0, <usize>heads * bytes);
  for (let position = 0; position < length; position += 64) {
    const values = valuesOf(roomOf(model, position, index, cached), dim);
    const count = min(64, length - position);
    const weights = scores + (<usize>position << 2);
    for (let head: usize = 0; head < <usize>heads; head++) {
      mix(values, dim, count, weights + head * stride, out + head * bytes);
    }
  }
}

// @ts-ignore: decorator
@inline
function upper(total: v128, v: v128, x: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? i32x4.relaxed_dot_i8x16_i7x16_add_s(v, x, total) : total;
}

/** @param at where `v` is. */
// @ts-ignore: decorator
@inline
function lower(total: v128, v: v128, at: usize, x: v128, y: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i32x4.relaxed_dot_i8x16_i7x16_add_s(v, y, total);
  const first = i32x4.dot_i16x8_s(v128.load_ext<i8>(at), x);
  return i32x4.add(total, i32x4.add(first, i32x4.dot_i16x8_s(v128.load_ext<i8>(at, 8), y)));
}

// @ts-ignore: decorator
@inline
function joined(high: v128, low: v128): v128 {
  return f32x4.convert_i32x4_s(ASC_FEATURE_RELAXED_SIMD ? i32x4.add(i32x4.shl(high, 7), low) : low);
}

// @ts-ignore: decorator
@inline
function startOf(sums: usize): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? v128.load(sums) : i32x4.splat(0);
}

/** Scores of the first positions of a chunk, sixteen at a time. @param q the head's query. */
function score(room: usize, dim: i32, count: i32, q: usize, to: usize): void {
  const end = q + (<usize>dim << 1);
  let k = room;
  for (let place: usize = 0; place < <usize>count; place += 16) {
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let step = end;
    for (let from = q; from < end; from += 64) {
      const until = min(from + 64, end);
      let lowA = startOf(k);
      let lowB = startOf(k + 16);
      let lowC = startOf(k + 32);
      let lowD = startOf(k + 48);
      let highA = i32x4.splat(0);
      let highB = highA;
      let highC = highA;
      let highD = highA;
      const steps = k + 64;
      k += 128;
      for (let word = from; word < until; word += 8) {
        const x = v128.load_splat<i32>(word);
        const y = v128.load_splat<i32>(word, 4);
        let v = v128.load(k);
        highA = upper(highA, v, x);
        lowA = lower(lowA, v, k, x, y);
        v = v128.load(k, 16);
        highB = upper(highB, v, x);
        lowB = lower(lowB, v, k + 16, x, y);
        v = v128.load(k, 32);
        highC = upper(highC, v, x);
        lowC = lower(lowC, v, k + 32, x, y);
        v = v128.load(k, 48);
        highD = upper(highD, v, x);
        lowD = lower(lowD, v, k + 48, x, y);
        k += 64;
      }
      const factor = v128.load_splat<f32>(step);
      a = f32x4.add(a, f32x4.mul(joined(highA, lowA), f32x4.mul(v128.load(steps), factor)));
      b = f32x4.add(b, f32x4.mul(joined(highB, lowB), f32x4.mul(v128.load(steps, 16), factor)));
      c = f32x4.add(c, f32x4.mul(joined(highC, lowC), f32x4.mul(v128.load(steps, 32), factor)));
      d = f32x4.add(d, f32x4.mul(joined(highD, lowD), f32x4.mul(v128.load(steps, 48), factor)));
      step += 4;
    }
    const scores = to + (place << 2);
    v128.store(scores, a);
    v128.store(scores, b, 16);
    v128.store(scores, c, 32);
    v128.store(scores, d, 48);
    k += 64;
  }
}

/**
 * Makes weights of a head's scores: for each chunk 64 words, which the steps of the values are in already, and behind them the
 * step of the words.
 */
function weigh(model: Model, index: i32, cached: i32, scores: usize, length: i32): void {
  const record = recordBytes(model.headDim);
  const end = scores + (<usize>((length + 63) & ~63) << 2);
  for (let at = scores + (<usize>length << 2); at < end; at += 4) store<f32>(at, -f32.MAX_VALUE);
  let most = f32x4.splat(-f32.MAX_VALUE);
  for (let at = scores; at < end; at += 16) most = f32x4.pmax(most, v128.load(at));
  const peak = f32x4.splat(largest(most));
  let total = f32x4.splat(0);
  for (let position = 0; position < length; position += 64) {
    const chunk = scores + (<usize>position << 2);
    let steps = valueSteps(roomOf(model, position, index, cached), model.headDim);
    most = f32x4.splat(0);
    for (let i: usize = 0; i < 256; i += 16) {
      const weight = exp2(f32x4.sub(v128.load(chunk + i), peak));
      total = f32x4.add(total, weight);
      const product = f32x4.mul(weight, v128.load(steps + (i & 48)));
      v128.store(chunk + i, product);
      most = f32x4.pmax(most, product);
      if ((i & 48) == 48) steps += record;
    }
    const step = largest(most) / LARGEST;
    const inverse = f32x4.splat(step == 0 ? 0 : 1 / step);
    for (let i: usize = 0; i < 256; i += 16) {
      storeWords(chunk + (i >> 1), nearest(f32x4.mul(v128.load(chunk + i), inverse)));
    }
    store<f32>(chunk + 128, step);
  }
  const whole: f32 = 1 / sum(total);
  for (let at = scores + 128; at < end; at += 256) store<f32>(at, load<f32>(at) * whole);
}

// @ts-ignore: decorator
@inline
function addTo(out: usize, high: v128, low: v128, step: v128): void {
  v128.store(out, f32x4.add(v128.load(out), f32x4.mul(joined(high, low), step)));
}

/** Adds the values of the first positions of a chunk, each times its weight; sixteen columns at a time. */
function mix(values: usize, dim: i32, count: i32, weights: usize, out: usize): void {
  const step = v128.load_splat<f32>(weights, 128);
  const end = weights + (<usize>((count + 3) >> 2) << 3);
  const bytes = <usize>dim << 2;
  let column: usize = 0;
  for (; column + 64 <= bytes; column += 64) {
    let lowA = i32x4.splat(0);
    let lowB = lowA;
    let lowC = lowA;
    let lowD = lowA;
    let highA = lowA;
    let highB = lowA;
    let highC = lowA;
    let highD = lowA;
    let at = values + column;
    for (let word = weights; word < end; word += 8) {
      const x = v128.load_splat<i32>(word);
      const y = v128.load_splat<i32>(word, 4);
      let v = v128.load(at);
      highA = upper(highA, v, x);
      lowA = lower(lowA, v, at, x, y);
      v = v128.load(at, 16);
      highB = upper(highB, v, x);
      lowB = lower(lowB, v, at + 16, x, y);
      v = v128.load(at, 32);
      highC = upper(highC, v, x);
      lowC = lower(lowC, v, at + 32, x, y);
      v = v128.load(at, 48);
      highD = upper(highD, v, x);
      lowD = lower(lowD, v, at + 48, x, y);
      at += bytes;
    }
    addTo(out + column, highA, lowA, step);
    addTo(out + column + 16, highB, lowB, step);
    addTo(out + column + 32, highC, lowC, step);
    addTo(out + column + 48, highD, lowD, step);
  }
  for (; column < bytes; column += 16) {
    let low = i32x4.splat(0);
    let high = low;
    let at = values + column;
    for (let word = weights; word < end; word += 8) {
      const x = v128.load_splat<i32>(word);
      const v = v128.load(at);
      high = upper(high, v, x);
      low = lower(low, v, at, x, v128.load_splat<i32>(word, 4));
      at += bytes;
    }
    addTo(out + column, high, low, step);
  }
}
