/** Nearest f16, ties to even, as bits in 32-bit lanes; beyond 65504 infinity. */
export function toHalves(v: v128): v128 {
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
export function fromHalves(bits: v128): v128 {
  const size = i32x4.shl(v128.and(bits, i32x4.splat(0x7fff)), 13);
  const value = f32x4.mul(size, f32x4.splat(reinterpret<f32>(0x77800000)));
  const isWhole = i32x4.ge_s(size, i32x4.splat(0x0f800000));
  const infinite = v128.and(isWhole, i32x4.splat(0x7f800000));
  const sign = i32x4.shl(v128.and(bits, i32x4.splat(0x8000)), 16);
  return v128.or(v128.or(value, infinite), sign);
}
