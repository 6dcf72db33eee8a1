/** Vector functions. All of them are sequences of exactly rounded operations, so that every machine gets the same bits. */

// @ts-ignore: decorator
@inline
export function sum(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

// @ts-ignore: decorator
@inline
export function largest(v: v128): f32 {
  const pairs = f32x4.pmax(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}

/** The sum of four integers. */
// @ts-ignore: decorator
@inline
export function lanes(v: v128): i32 {
  const pairs = i32x4.add(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1);
}

/** Added to a float below 2^22, it leaves the nearest integer in the lowest bits, ties to even. */
// @ts-ignore: decorator
@inline const WHOLE: f32 = 12582912;

/** Nearest integers of floats below 2^22. */
// @ts-ignore: decorator
@inline
export function nearest(v: v128): v128 {
  return i32x4.sub(f32x4.add(v, f32x4.splat(WHOLE)), i32x4.splat(0x4b400000));
}

// @ts-ignore: decorator
@inline export const LOG2_E: f32 = 1.44269504088896341;

/** 2^x within four units in the last place, for x up to 120; below -90 as there, so that no product is subnormal and slow. */
// @ts-ignore: decorator
@inline
export function exp2(x: v128): v128 {
  const held = f32x4.pmax(x, f32x4.splat(-90));
  const shifted = f32x4.add(held, f32x4.splat(WHOLE));
  const r = f32x4.sub(held, f32x4.sub(shifted, f32x4.splat(WHOLE)));
  let y = f32x4.splat(0.001327647129073739);
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(0.009675540961325169));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(0.05550713092088699));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(0.24022120237350464));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(0.6931469440460205));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1));
  return i32x4.add(y, i32x4.shl(shifted, 23));
}

/** The bits of four halves as floats that are 2^112 too small: moved into place. */
// @ts-ignore: decorator
@inline
export function movedHalves(at: usize): v128 {
  return v128.and(i32x4.shl(v128.load_ext<i16>(at), 13), i32x4.splat(0x8fffffff));
}

// @ts-ignore: decorator
@inline
export function powerOfTwo(exponent: i32): f32 {
  return reinterpret<f32>((exponent + 127) << 23);
}
