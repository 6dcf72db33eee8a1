import type { BuiltGraph, RowRange, WeightBinding } from '../../../core/graph/built-graph';
import type { LanguageSpec } from '../../../core/model/model-spec';
import {
  attentionInputs,
  audioHeadOf,
  audioPath,
  feedForwardSize,
  finalNorm,
  layer,
  quantised,
  scales,
} from '../../../core/package/tensor-names';
import { type MatrixEnd, type MatrixKernel, rowsPerGroup } from './matrix-kernels';

/** Vectors of a step, all f32. */
export type StepVector = 'hidden' | 'projected' | 'attended' | 'gated' | 'logits';

/** One dispatch with a matrix, or with a piece of its rows. Names are those of the graph's weights. */
export type MatrixCall = {
  readonly kernel: MatrixKernel;
  readonly from: StepVector;
  readonly to: StepVector;
  /** Weights by binding: norm, then the matrix or both of a gate. */
  readonly weights: Readonly<Record<number, string>>;
  readonly shape: {
    readonly rows: number;
    readonly columns: number;
    readonly first: number;
    readonly epsilon: number;
  };
  readonly groupCount: number;
};

/** A step's dispatches in order; attention of a layer is two, which need the cache. */
export type DecodeCall = MatrixCall | { readonly attentionOf: number };

type Product = {
  readonly tensors: readonly [string] | readonly [string, string];
  readonly norm: string | null;
  readonly from: StepVector;
  readonly to: StepVector;
  readonly end: MatrixEnd;
  readonly columns: number;
  /** Place of the first row in the result. */
  readonly first?: number;
};

/**
 * The decode step of a graph for WebGPU as dispatches of our kernels: at most seven a layer, in any storage.
 * @returns null for shapes that the kernels are not made for.
 */
export function decodePlan(
  spec: LanguageSpec,
  { weights, target }: Pick<BuiltGraph, 'weights' | 'target'>,
): readonly DecodeCall[] | null {
  const type = target === 'webgpu-f16' ? 'f16' : 'f32';
  const { hiddenSize, headCount, headDim } = spec;
  if (headDim % 4 !== 0 || headDim > 256 || hiddenSize % 4 !== 0) return null;
  const bindings = new Map<string, readonly WeightBinding[]>();
  for (const binding of weights) {
    const { source } = binding;
    if (!('tensor' in source)) continue;
    bindings.set(source.tensor, [...(bindings.get(source.tensor) ?? []), binding]);
  }
  const call = (product: Product): MatrixCall[] => productCalls(bindings, product, type, spec.rmsNormEpsilon);

  const path = audioPath(spec);
  const innerSize = feedForwardSize(spec, path);
  const calls: DecodeCall[] = [];
  for (let index = 0; index < spec.layerCount; index++) {
    const names = layer(index);
    let first = 0;
    for (const { name, rows } of attentionInputs(spec, index)) {
      const norm = names.attentionNorm(path);
      calls.push(
        ...call({
          tensors: [name],
          norm,
          from: 'hidden',
          to: 'projected',
          end: 'store',
          columns: hiddenSize,
          first,
        }),
      );
      first += rows;
    }
    calls.push({ attentionOf: index });
    calls.push(
      ...call({
        tensors: [names.output],
        norm: null,
        from: 'attended',
        to: 'hidden',
        end: 'add',
        columns: headCount * headDim,
      }),
      ...call({
        tensors: [names.gate(path), names.up(path)],
        norm: names.feedForwardNorm(path),
        from: 'hidden',
        to: 'gated',
        end: 'gate',
        columns: hiddenSize,
      }),
      ...call({
        tensors: [names.down(path)],
        norm: null,
        from: 'gated',
        to: 'hidden',
        end: 'add',
        columns: innerSize,
      }),
    );
  }
  calls.push(
    ...call({
      tensors: [audioHeadOf(spec)],
      norm: finalNorm,
      from: 'hidden',
      to: 'logits',
      end: 'store',
      columns: hiddenSize,
    }),
  );
  const fits = calls.every((one) => 'attentionOf' in one || isWhole(one));
  return fits ? calls : null;
}

/** Plain matrices are read four rows at a time. */
function isWhole({ kernel, shape }: MatrixCall): boolean {
  return kernel.storage !== 'floats' || (shape.rows % 4 === 0 && shape.first % 4 === 0);
}

function productCalls(
  bindings: ReadonlyMap<string, readonly WeightBinding[]>,
  { tensors, norm, from, to, end, columns, first = 0 }: Product,
  type: MatrixKernel['type'],
  epsilon: number,
): MatrixCall[] {
  const inBlocks = bindings.get(quantised(tensors[0]));
  const pieces = inBlocks ?? bindings.get(tensors[0])!;
  return pieces.map(({ dims, source }, index) => {
    const range = 'rows' in source ? source.rows : undefined;
    const rows = inBlocks ? dims[0]! : dims[1]!;
    const storage = inBlocks ? (dims[2] === 16 ? 'q4' : 'q8') : 'floats';
    const weights: Record<number, string> = norm ? { 2: norm } : {};
    tensors.forEach((tensor, place) => {
      const at = 3 + 2 * place;
      if (!inBlocks) weights[at] = bindings.get(tensor)![index]!.name;
      else {
        weights[at] = bindings.get(quantised(tensor))![index]!.name;
        weights[at + 1] = bindings.get(scales(tensor))![index]!.name;
      }
    });
    return {
      kernel: { storage, type, hasNorm: norm !== null, end },
      from,
      to,
      weights,
      shape: { rows, columns, first: first + startOf(range), epsilon },
      groupCount: Math.ceil(rows / rowsPerGroup(storage)),
    };
  });
}

const startOf = (range: RowRange | undefined): number => range?.from ?? 0;
