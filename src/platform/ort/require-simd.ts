import { fail } from '../../core/failure';
import { say } from '../../core/sentence';

/** The smallest module that uses a SIMD instruction: `(func (result v128) i32.const 0, i8x16.splat, i8x16.popcnt)`. */
const simdModule = Uint8Array.from([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
  11,
]);

/** @throws FailureError 'unsupported' without WebAssembly SIMD, which the runtime and the kernel need. */
export function requireSimd(): void {
  if (typeof WebAssembly !== 'undefined' && WebAssembly.validate(simdModule)) return;
  fail(
    'unsupported',
    say`This browser lacks WebAssembly SIMD, which the speech engine needs. Update the browser or use another one.`,
  );
}
