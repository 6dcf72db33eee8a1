import type { Failure } from '../../core/failure';

/** The smallest module with a SIMD instruction: `() -> v128 { i8x16.splat(0); i8x16.popcnt }`. Source: WebAssembly 2.0. */
const simdModule = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0], // magic, version
  ...[1, 5, 1, 96, 0, 1, 123], // one type: () -> v128
  ...[3, 2, 1, 0], // one function of it
  ...[10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
);

/** @returns why this browser can run no model at all, or null when it can. */
export function pageSupport(): Failure | null {
  if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(simdModule))
    return {
      kind: 'unsupported',
      message:
        'This browser lacks WebAssembly SIMD, which the speech engine needs. Use a current Chrome, Edge, Firefox or Safari.',
    };
  if (typeof Worker === 'undefined')
    return {
      kind: 'unsupported',
      message: 'This browser has no web workers, which the speech engine needs. Use a current one.',
    };
  return null;
}
