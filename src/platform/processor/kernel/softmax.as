import { exp2, largest, sum } from './arithmetic';

/** Of scores that are exponents of two. @param at `[length]`, with room to a multiple of four. */
export function softmax(at: usize, length: i32): void {
  const end = at + (<usize>((length + 3) & ~3) << 2);
  for (let x = at + (<usize>length << 2); x < end; x += 4) store<f32>(x, -f32.MAX_VALUE);
  let most = f32x4.splat(-f32.MAX_VALUE);
  for (let x = at; x < end; x += 16) most = f32x4.pmax(most, v128.load(x));
  const peak = f32x4.splat(largest(most));
  let total = f32x4.splat(0);
  for (let x = at; x < end; x += 16) {
    const e = exp2(f32x4.sub(v128.load(x), peak));
    v128.store(x, e);
    total = f32x4.add(total, e);
  }
  const inverse = f32x4.splat(1 / sum(total));
  for (let x = at; x < end; x += 16) v128.store(x, f32x4.mul(v128.load(x), inverse));
}
