import { fail } from '../failure';
import { say } from '../sentence';
import type { SourceTensor } from './source-tensor';
import type { TensorCatalogue } from './tensor-catalogue';
import { tensorRows } from './tensor-rows';
import { foldWeightNorm, normAxes } from './weight-norm';
import { computedRows, matrixShape, readAll, stackedRows, type WeightRows } from './weight-rows';

/** Gives a checkpoint's weights by their Hugging Face names, whichever layout its files have. */
export interface CheckpointWeights {
  /** @throws FailureError 'bad-checkpoint' when the tensor is missing or has another shape. */
  weight(huggingFaceName: string, dims: readonly number[]): WeightRows;
}

/**
 * @param fileName Hugging Face name → name in these files.
 * @param what says in errors which checkpoint this is, e.g. `codec`.
 */
export function checkpointWeights(
  catalogue: TensorCatalogue,
  fileName: (huggingFaceName: string) => string,
  what: string,
): CheckpointWeights {
  return {
    weight(huggingFaceName, dims) {
      const name = fileName(huggingFaceName);
      const rows = plain(catalogue, name) ?? normed(catalogue, name) ?? paired(catalogue, name);
      if (rows === null) {
        return fail(
          'bad-checkpoint',
          say`The ${what} checkpoint lacks the tensor "${name}". Is a shard missing, or is it another model?`,
          { tensor: name },
        );
      }
      if (!sameDims(rows.dims, dims)) {
        return fail(
          'bad-checkpoint',
          say`The ${what} tensor "${name}" has the shape [${rows.dims.join(', ')}], but its config.json asks for [${dims.join(', ')}].`,
          { tensor: name },
        );
      }
      return rows;
    },
  };
}

function plain({ files, tensors }: TensorCatalogue, name: string): WeightRows | null {
  const tensor = tensors.get(name);
  return tensor ? tensorRows(files, tensor) : null;
}

/** A convolution whose weight norm is not folded yet, in the older and the newer spelling of PyTorch. */
function normed(catalogue: TensorCatalogue, name: string): WeightRows | null {
  if (!name.endsWith('.weight')) return null;
  const module = name.slice(0, -'.weight'.length);
  const spellings = [
    [`${module}.weight_g`, `${module}.weight_v`],
    [`${module}.parametrizations.weight.original0`, `${module}.parametrizations.weight.original1`],
  ] as const;
  for (const [gName, vName] of spellings) {
    const g = catalogue.tensors.get(gName);
    const v = catalogue.tensors.get(vName);
    if (!g || !v) continue;
    const axis = normAxes(g, v);
    return computedRows(v.dims, async (signal) =>
      foldWeightNorm(
        await readAll(tensorRows(catalogue.files, g), signal),
        await readAll(tensorRows(catalogue.files, v), signal),
        v.dims,
        axis,
      ),
    );
  }
  return null;
}

/** A table that was saved as a frozen and a trainable part, one below the other. Source: higgs-audio.md A.5. */
function paired(catalogue: TensorCatalogue, name: string): WeightRows | null {
  if (!name.endsWith('.weight')) return null;
  const module = name.slice(0, -'.weight'.length);
  for (const kind of ['embedding', 'linear']) {
    const part = (state: string): SourceTensor | undefined =>
      catalogue.tensors.get(`${module}.${kind}_${state}`) ??
      catalogue.tensors.get(`${module}.${kind}_${state}.weight`);
    const frozen = part('frozen');
    const trainable = part('trainable');
    if (!frozen || !trainable) continue;
    if (matrixShape(frozen.dims).columnCount !== matrixShape(trainable.dims).columnCount) {
      return fail(
        'bad-checkpoint',
        say`The tensors "${frozen.name}" and "${trainable.name}" have different widths.`,
        { tensor: frozen.name },
      );
    }
    return stackedRows([tensorRows(catalogue.files, frozen), tensorRows(catalogue.files, trainable)]);
  }
  return null;
}

function sameDims(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((dim, index) => dim === b[index]);
}
