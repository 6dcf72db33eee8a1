import { fail } from '../failure';
import { say } from '../sentence';
import type { SourceTensor } from './source-tensor';

/** Dimension of v that keeps its own norm: the first (all DAC convolutions) or the last (HuBERT's positional one). */
export type NormAxis = 'first' | 'last';

/** @throws FailureError 'bad-checkpoint' when g does not fit v. */
export function normAxes(g: SourceTensor, v: SourceTensor): NormAxis {
  const [first, middle, last] = g.dims;
  if (g.dims.length === 3 && v.dims.length === 3 && middle === 1) {
    if (first === v.dims[0] && last === 1) return 'first';
    if (first === 1 && last === v.dims[2]) return 'last';
  }
  return fail(
    'bad-checkpoint',
    say`In ${g.file}, the weight norm "${g.name}" of shape [${g.dims.join(', ')}] does not fit "${v.name}" of shape [${v.dims.join(', ')}].`,
    { file: g.file, tensor: g.name },
  );
}

/**
 * w = g · v / ‖v‖, the norm taken over every dimension but the kept one; in f64, rounded once at the end.
 * Source: higgs-audio.md A.7, weight-norm folding.
 * @param g one factor per index of the kept dimension.
 * @param v `dims`, C order. A slice of zeros stays zero.
 */
export function foldWeightNorm(
  g: Float32Array,
  v: Float32Array,
  dims: readonly number[],
  axis: NormAxis,
): Float32Array {
  const keptCount = axis === 'first' ? dims[0]! : dims[2]!;
  // Plain loops over runs of one kept index, because 50 million elements pass here.
  const runLength = axis === 'first' ? v.length / keptCount : 1;
  const squares = new Float64Array(keptCount);
  for (let start = 0, kept = 0; start < v.length; start += runLength) {
    let sum = 0;
    for (let i = start; i < start + runLength; i++) sum += v[i]! * v[i]!;
    squares[kept]! += sum;
    if (++kept === keptCount) kept = 0;
  }
  const factors = squares.map((square, index) => (square === 0 ? 0 : g[index]! / Math.sqrt(square)));
  const folded = new Float32Array(v.length);
  for (let start = 0, kept = 0; start < v.length; start += runLength) {
    const factor = factors[kept]!;
    for (let i = start; i < start + runLength; i++) folded[i] = v[i]! * factor;
    if (++kept === keptCount) kept = 0;
  }
  return folded;
}
