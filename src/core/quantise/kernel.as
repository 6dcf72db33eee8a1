/**
 * The inner loops of the importer in SIMD WebAssembly (AssemblyScript; `npm run kernel` compiles it into
 * kernel-bytes.ts). All pointers are into the module's memory; the caller lays it out, see rounding-kernel.ts. The
 * formats are described in block-quantise.ts.
 */

// @ts-ignore: decorator
@inline const BF16: i32 = 0;
// @ts-ignore: decorator
@inline const F16: i32 = 1;

// @ts-ignore: decorator
@inline const DONE: i32 = -1;
// @ts-ignore: decorator
@inline const TOO_LARGE: i32 = -2;

/**
 * Rounds rows to blocks of 32 with one f16 scale each.
 * @param input `[rowCount, columnCount]` of dtype 0 bf16, 1 f16, 2 f32.
 * @param better 0: the largest weight decides the scale; 1: the scale of least squared error is looked for.
 * @param ints out, `[rowCount, blocks, 16 or 32]`, @param scales out, `[rowCount, blocks]` f16.
 * @param row room for one row of f32, padded to whole blocks. @param sums out, f64: squared error, squared norm.
 * @returns -1; -2 when a scale is beyond f16; else the index of the first value that is not finite.
 */
export function quantise(
  input: usize, dtype: i32, rowCount: i32, columnCount: i32, bits: i32, better: i32,
  ints: usize, scales: usize, row: usize, sums: usize,
): i32 {
  const blocks = (columnCount + 31) >> 5;
  const rowBytes = <usize>columnCount << (dtype == BF16 || dtype == F16 ? 1 : 2);
  const blockBytes: usize = bits == 4 ? 16 : 32;
  const bottom: f32 = bits == 4 ? -8 : -128;
  const top: f32 = -bottom - 1;
  memory.fill(row, 0, <usize>blocks << 7);
  let error: f64 = 0;
  let norm: f64 = 0;
  for (let r = 0; r < rowCount; r++) {
    decode(input + <usize>r * rowBytes, dtype, columnCount, row);
    for (let b = 0; b < blocks; b++) {
      const at = row + (<usize>b << 7);
      const blockNorm = squaredNorm(at);
      if (blockNorm - blockNorm != 0) {
        const wrong = firstNonFinite(row, columnCount);
        return wrong < 0 ? TOO_LARGE : r * columnCount + wrong;
      }
      norm += blockNorm;
      const largest = extreme(at);
      let half = toHalf(better ? bestScale(at, largest, bottom, top) : largest / bottom);
      if ((half & 0x7c00) == 0x7c00) return TOO_LARGE;
      const scale = fromHalf(half);
      const inverse: f32 = scale == 0 ? 0 : 1 / scale;
      error += bits == 4 ? write4(at, scale, inverse, ints) : write8(at, scale, inverse, ints);
      store<u16>(scales, <u16>half);
      ints += blockBytes;
      scales += 2;
    }
  }
  store<f64>(sums, error);
  store<f64>(sums, norm, 8);
  return DONE;
}

/**
 * Rounds values to f16. @param output `[count]` f16. @param row room for 1024 values of f32.
 * @returns as `quantise`; -2 when a value is beyond f16.
 */
export function halves(input: usize, dtype: i32, count: i32, output: usize, row: usize, sums: usize): i32 {
  let error: f64 = 0;
  let norm: f64 = 0;
  for (let from = 0; from < count; from += 1024) {
    const length = min(1024, count - from);
    if (length < 1024) memory.fill(row, 0, 4096);
    decode(input + (<usize>from << (dtype == BF16 || dtype == F16 ? 1 : 2)), dtype, length, row);
    for (let i = 0; i < length; i += 8) {
      const at = row + (<usize>i << 2);
      const a = v128.load(at);
      const b = v128.load(at, 16);
      const halfA = toHalves(a);
      const halfB = toHalves(b);
      const missA = f32x4.sub(a, fromHalves(halfA));
      const missB = f32x4.sub(b, fromHalves(halfB));
      const miss = sum(f32x4.add(f32x4.mul(missA, missA), f32x4.mul(missB, missB)));
      const size = sum(f32x4.add(f32x4.mul(a, a), f32x4.mul(b, b)));
      if (miss - miss != 0 || size - size != 0) {
        const wrong = firstNonFinite(row, length);
        return wrong < 0 ? TOO_LARGE : from + wrong;
      }
      error += miss;
      norm += size;
      // Unsigned 16-bit lanes in 32-bit ones: sign-extended, so that narrowing keeps their bits.
      const narrow = i16x8.narrow_i32x4_s(
        i32x4.shr_s(i32x4.shl(halfA, 16), 16),
        i32x4.shr_s(i32x4.shl(halfB, 16), 16),
      );
      if (i + 8 <= length) v128.store(output + (<usize>(from + i) << 1), narrow);
      else {
        v128.store(row, narrow);
        memory.copy(output + (<usize>(from + i) << 1), row, <usize>(length - i) << 1);
      }
    }
  }
  store<f64>(sums, error);
  store<f64>(sums, norm, 8);
  return DONE;
}

function decode(from: usize, dtype: i32, count: i32, to: usize): void {
  if (dtype == BF16) {
    let i = 0;
    for (; i + 8 <= count; i += 8) {
      const v = v128.load(from + (<usize>i << 1));
      const zero = i32x4.splat(0);
      v128.store(to + (<usize>i << 2), v128.shuffle<u16>(zero, v, 0, 8, 1, 9, 2, 10, 3, 11));
      v128.store(to + (<usize>i << 2), v128.shuffle<u16>(zero, v, 4, 12, 5, 13, 6, 14, 7, 15), 16);
    }
    for (; i < count; i++) store<u32>(to + (<usize>i << 2), <u32>load<u16>(from + (<usize>i << 1)) << 16);
  } else if (dtype == F16) {
    let i = 0;
    for (; i + 4 <= count; i += 4) {
      v128.store(to + (<usize>i << 2), fromHalves(v128.load_ext<u16>(from + (<usize>i << 1))));
    }
    for (; i < count; i++) store<f32>(to + (<usize>i << 2), fromHalf(load<u16>(from + (<usize>i << 1))));
  } else {
    memory.copy(to, from, <usize>count << 2);
  }
}

function firstNonFinite(row: usize, count: i32): i32 {
  for (let i = 0; i < count; i++) {
    const value = load<f32>(row + (<usize>i << 2));
    if (value - value != 0) return i;
  }
  return -1;
}

// @ts-ignore: decorator
@inline function sum(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

// @ts-ignore: decorator
@inline function squaredNorm(at: usize): f32 {
  let total = f32x4.splat(0);
  for (let i: usize = 0; i < 128; i += 32) {
    const a = v128.load(at + i);
    const b = v128.load(at + i, 16);
    total = f32x4.add(total, f32x4.add(f32x4.mul(a, a), f32x4.mul(b, b)));
  }
  return sum(total);
}

/** The value of the block that is farthest from zero, with its sign. */
// @ts-ignore: decorator
@inline function extreme(at: usize): f32 {
  let high = v128.load(at);
  let low = high;
  for (let i: usize = 16; i < 128; i += 16) {
    const v = v128.load(at + i);
    high = f32x4.pmax(high, v);
    low = f32x4.pmin(low, v);
  }
  high = f32x4.pmax(high, v128.shuffle<f32>(high, high, 2, 3, 0, 1));
  low = f32x4.pmin(low, v128.shuffle<f32>(low, low, 2, 3, 0, 1));
  const most = max(f32x4.extract_lane(high, 0), f32x4.extract_lane(high, 1));
  const least = min(f32x4.extract_lane(low, 0), f32x4.extract_lane(low, 1));
  return most > -least ? most : least;
}

/** Sums of one scale's integers: Σ w·q and Σ q². At the best scale, Σ w·q / Σ q², the squared error is Σ w² - worth. */
let products: f32 = 0;
let squares: f32 = 0;

// @ts-ignore: decorator
@inline function weigh(at: usize, inverse: f32, bottom: f32, top: f32): f32 {
  const factor = f32x4.splat(inverse);
  const least = f32x4.splat(bottom);
  const most = f32x4.splat(top);
  let wq = f32x4.splat(0);
  let qq = f32x4.splat(0);
  for (let i: usize = 0; i < 128; i += 16) {
    const w = v128.load(at + i);
    const q = f32x4.pmin(f32x4.pmax(f32x4.nearest(f32x4.mul(w, factor)), least), most);
    wq = f32x4.add(wq, f32x4.mul(w, q));
    qq = f32x4.add(qq, f32x4.mul(q, q));
  }
  products = sum(wq);
  squares = sum(qq);
  return squares == 0 ? 0 : (products * products) / squares;
}

let bestWorth: f32 = 0;
let bestFit: f32 = 0;

// @ts-ignore: decorator
@inline function consider(at: usize, inverse: f32, bottom: f32, top: f32): void {
  const worth = weigh(at, inverse, bottom, top);
  if (worth > bestWorth) {
    bestWorth = worth;
    bestFit = products / squares;
  }
}

/**
 * Half-quadratic: integers are chosen for a scale, then the scale that fits them best, and both once more. It starts from
 * scales around the one that the largest weight asks for; of a bell-shaped block's best error, these come within 0.2 %.
 */
function bestScale(at: usize, largest: f32, bottom: f32, top: f32): f32 {
  if (largest == 0) return 0;
  const unit: f32 = 1 / largest;
  bestWorth = 0;
  bestFit = largest / bottom;
  consider(at, bottom * unit, bottom, top);
  if (bottom == -8) {
    consider(at, -7.7 * unit, bottom, top);
    consider(at, -7.2 * unit, bottom, top);
    consider(at, -8.4 * unit, bottom, top);
    consider(at, -9 * unit, bottom, top);
  } else {
    consider(at, 127 * unit, bottom, top);
  }
  const worth = bestWorth;
  const fit = bestFit;
  consider(at, 1 / fit, bottom, top);
  return bestWorth > worth ? bestFit : fit;
}

/** Integers of four weights. */
// @ts-ignore: decorator
@inline function integers(w: v128, inverse: v128, bottom: f32, top: f32): v128 {
  const q = f32x4.nearest(f32x4.mul(w, inverse));
  return f32x4.pmin(f32x4.pmax(q, f32x4.splat(bottom)), f32x4.splat(top));
}

// @ts-ignore: decorator
@inline function missed(w: v128, q: v128, scale: v128): v128 {
  const miss = f32x4.sub(w, f32x4.mul(q, scale));
  return f32x4.mul(miss, miss);
}

/** Sixteen weights as stored bytes: q - bottom. Adds their squared errors to `errors`. */
let errors: v128 = i32x4.splat(0);

// @ts-ignore: decorator
@inline function sixteen(at: usize, scale: v128, inverse: v128, bottom: f32, top: f32): v128 {
  const w0 = v128.load(at);
  const w1 = v128.load(at, 16);
  const w2 = v128.load(at, 32);
  const w3 = v128.load(at, 48);
  const q0 = integers(w0, inverse, bottom, top);
  const q1 = integers(w1, inverse, bottom, top);
  const q2 = integers(w2, inverse, bottom, top);
  const q3 = integers(w3, inverse, bottom, top);
  errors = f32x4.add(
    errors,
    f32x4.add(
      f32x4.add(missed(w0, q0, scale), missed(w1, q1, scale)),
      f32x4.add(missed(w2, q2, scale), missed(w3, q3, scale)),
    ),
  );
  const shift = f32x4.splat(-bottom);
  const low = i16x8.narrow_i32x4_s(
    i32x4.trunc_sat_f32x4_s(f32x4.add(q0, shift)),
    i32x4.trunc_sat_f32x4_s(f32x4.add(q1, shift)),
  );
  const high = i16x8.narrow_i32x4_s(
    i32x4.trunc_sat_f32x4_s(f32x4.add(q2, shift)),
    i32x4.trunc_sat_f32x4_s(f32x4.add(q3, shift)),
  );
  return i8x16.narrow_i16x8_u(low, high);
}

/** The first of two neighbours is the low nibble. */
// @ts-ignore: decorator
@inline function nibbles(bytes: v128): v128 {
  return v128.or(
    v128.and(bytes, i16x8.splat(0x000f)),
    v128.and(i16x8.shr_u(bytes, 4), i16x8.splat(0x00f0)),
  );
}

function write4(at: usize, scale: f32, inverse: f32, to: usize): f32 {
  const factor = f32x4.splat(scale);
  const divisor = f32x4.splat(inverse);
  errors = f32x4.splat(0);
  const first = sixteen(at, factor, divisor, -8, 7);
  const second = sixteen(at + 64, factor, divisor, -8, 7);
  v128.store(to, i8x16.narrow_i16x8_u(nibbles(first), nibbles(second)));
  return sum(errors);
}

function write8(at: usize, scale: f32, inverse: f32, to: usize): f32 {
  const factor = f32x4.splat(scale);
  const divisor = f32x4.splat(inverse);
  errors = f32x4.splat(0);
  v128.store(to, sixteen(at, factor, divisor, -128, 127));
  v128.store(to, sixteen(at + 64, factor, divisor, -128, 127), 16);
  return sum(errors);
}

/** Nearest f16, ties to even, as bits in 32-bit lanes; beyond 65504 infinity. */
// @ts-ignore: decorator
@inline function toHalves(v: v128): v128 {
  const sign = v128.and(v, i32x4.splat(0x80000000));
  const size = v128.xor(v, sign);
  const odd = v128.and(i32x4.shr_u(size, 13), i32x4.splat(1));
  const rounded = i32x4.add(i32x4.add(size, i32x4.splat(0xfff)), odd);
  const normal = i32x4.shr_u(i32x4.sub(rounded, i32x4.splat(0x38000000)), 13);
  // Added to 0.5, a value below 2^-14 leaves its multiple of 2^-24 in the lowest bits, rounded by the addition.
  const small = i32x4.sub(f32x4.add(size, f32x4.splat(0.5)), i32x4.splat(0x3f000000));
  const kept = v128.bitselect(small, normal, i32x4.lt_s(size, i32x4.splat(0x38800000)));
  const bounded = v128.bitselect(i32x4.splat(0x7c00), kept, i32x4.ge_s(size, i32x4.splat(0x47800000)));
  return v128.or(bounded, i32x4.shr_u(sign, 16));
}

/** f16 bits in 32-bit lanes as f32: moved into place, an f16 is an f32 that is 2^112 too small. */
// @ts-ignore: decorator
@inline function fromHalves(bits: v128): v128 {
  const size = i32x4.shl(v128.and(bits, i32x4.splat(0x7fff)), 13);
  const value = f32x4.mul(size, f32x4.splat(reinterpret<f32>(0x77800000)));
  const isWhole = i32x4.ge_s(size, i32x4.splat(0x0f800000));
  const infinite = v128.and(isWhole, i32x4.splat(0x7f800000));
  const sign = i32x4.shl(v128.and(bits, i32x4.splat(0x8000)), 16);
  return v128.or(v128.or(value, infinite), sign);
}

// @ts-ignore: decorator
@inline function toHalf(value: f32): u32 {
  return i32x4.extract_lane(toHalves(f32x4.splat(value)), 0);
}

// @ts-ignore: decorator
@inline function fromHalf(bits: u32): f32 {
  return f32x4.extract_lane(fromHalves(i32x4.splat(bits)), 0);
}
