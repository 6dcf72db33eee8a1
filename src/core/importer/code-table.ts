import type { CheckpointWeights } from '../checkpoint/checkpoint-weights';
import { computedRows, readAll, type WeightRows } from '../checkpoint/weight-rows';
import type { CodecSpec } from '../model/model-spec';
import { codeProjectionTensors, latentProjectionTensors, type NamedShape } from './codec-tensors';

export type CodeTable = { readonly table: WeightRows; readonly bias: WeightRows };

/**
 * Folds codebooks, project_out and fc2 into one table: T_k[c] = W_fc2 (W_out,k e_k[c] + b_out,k). The latent is then
 * b_fc2 + Σ_k T_k[code_k]. Only the order of sums changes; sums run in f64. Source: higgs-audio.md A.7.
 */
export function foldCodeTable(spec: CodecSpec, weights: CheckpointWeights): CodeTable {
  const { codebookCount, codebookSize, codebookDim, latentSize } = spec;
  const joint = latentSize + spec.semantic.hiddenSize;
  const open = (shapes: NamedShape[]): WeightRows[] =>
    shapes.map(([name, dims]) => weights.weight(name, dims));
  const [fcWeight, fcBias] = open(latentProjectionTensors(spec)) as [WeightRows, WeightRows];
  const codebooks = Array.from({ length: codebookCount }, (_, k) => open(codeProjectionTensors(spec, k)));

  const table = computedRows([codebookCount, codebookSize, latentSize], async (signal) => {
    const out = new Float32Array(codebookCount * codebookSize * latentSize);
    const fc = await readAll(fcWeight, signal);
    for (const [k, parts] of codebooks.entries()) {
      const [embed, weight, bias] = await Promise.all(parts.map((part) => readAll(part, signal)));
      // W_fc2 W_out first: the product has only codebookDim columns, which saves most of the work.
      const projection = product(fc, weight!, latentSize, joint, codebookDim);
      const shift = product(fc, bias!, latentSize, joint, 1);
      for (let code = 0; code < codebookSize; code++) {
        const at = (k * codebookSize + code) * latentSize;
        for (let row = 0; row < latentSize; row++) {
          let sum = shift[row]!;
          for (let i = 0; i < codebookDim; i++) {
            sum += projection[row * codebookDim + i]! * embed![code * codebookDim + i]!;
          }
          out[at + row] = sum;
        }
      }
    }
    return out;
  });
  return { table, bias: fcBias };
}

/** @returns a · b in f64, `[rows, columns]`; a is `[rows, inner]`, b is `[inner, columns]`. */
function product(
  a: Float32Array,
  b: Float32Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < inner; i++) {
      const factor = a[row * inner + i]!;
      for (let column = 0; column < columns; column++) {
        out[row * columns + column]! += factor * b[i * columns + column]!;
      }
    }
  }
  return out;
}
