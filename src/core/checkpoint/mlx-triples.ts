import { fail, quoted } from '../failure';
import { type Sentence, say } from '../sentence';
import { isFloatDtype } from './float-dtype';
import type { AffineBits, AffineGroup } from './mlx-affine';
import type { MlxQuantisation } from './mlx-config';
import type { StoredTensor } from './safetensors-header';
import type { QuantisedTensor, SourceTensor } from './source-tensor';

const WORD_BITS = 32;
const knownBits: readonly number[] = [2, 3, 4, 5, 6, 8] satisfies AffineBits[];
const knownGroups: readonly number[] = [32, 64, 128] satisfies AffineGroup[];

/** True where MLX has quantised some of these tensors; a layer whose scales are absent was left as it was. */
export function hasScales(tensors: ReadonlyMap<string, StoredTensor>): boolean {
  return [...tensors.keys()].some((name) => moduleOfScales(name, tensors) !== null);
}

/**
 * Takes weight, scales and biases of each quantised module as one tensor, under the name of its weight.
 * @param of how the config says that a module is quantised.
 * @throws FailureError 'bad-checkpoint' that names file and tensor, when the three do not fit each other or the config.
 */
export function joinTriples(
  tensors: ReadonlyMap<string, StoredTensor>,
  of: (module: string) => MlxQuantisation,
): Map<string, SourceTensor> {
  const joined = new Map<string, SourceTensor>(tensors);
  for (const name of tensors.keys()) {
    const module = moduleOfScales(name, tensors);
    if (module === null) continue;
    const tensor = joinTriple(module, tensors, of(module));
    joined.delete(name);
    joined.delete(`${module}.biases`);
    joined.set(tensor.name, tensor);
  }
  return joined;
}

function moduleOfScales(name: string, tensors: ReadonlyMap<string, StoredTensor>): string | null {
  if (!name.endsWith('.scales')) return null;
  const module = name.slice(0, -'.scales'.length);
  return tensors.has(`${module}.weight`) ? module : null;
}

function joinTriple(
  module: string,
  tensors: ReadonlyMap<string, StoredTensor>,
  { mode, bits, groupSize }: MlxQuantisation,
): QuantisedTensor {
  const weight = tensors.get(`${module}.weight`)!;
  const scales = tensors.get(`${module}.scales`)!;
  const biases = tensors.get(`${module}.biases`);
  const { name, file } = weight;
  const refuse = (reason: Sentence): never =>
    fail('bad-checkpoint', say`In ${file}, the tensor "${name}" ${reason}`, { file, tensor: name });
  if (mode !== 'affine') {
    return refuse(
      say`is quantised in MLX's mode ${quoted(mode)}; only the mode "affine" can be imported. Choose another release of the checkpoint.`,
    );
  }
  if (!isOneOf(knownBits, bits) || !isOneOf(knownGroups, groupSize)) {
    return refuse(
      say`is quantised with ${bits} bits in groups of ${groupSize}; MLX knows 2, 3, 4, 5, 6 and 8 bits in groups of 32, 64 and 128.`,
    );
  }
  if (!biases)
    return refuse(say`has scales, but no biases: part of it is missing, or its mode is not "affine".`);
  const factors = scales.dtype;
  if (weight.dtype !== 'U32' || !isFloatDtype(factors) || biases.dtype !== factors) {
    return refuse(
      say`has the element types ${weight.dtype}, ${factors} and ${biases.dtype}; codes are U32, and scales and biases both BF16, F16 or F32.`,
    );
  }
  const [rows = 0, words = 0] = weight.dims;
  const columns = (words * WORD_BITS) / bits;
  const factorDims = [rows, columns / groupSize];
  const fits = [scales, biases].every(({ dims }) => String(dims) === String(factorDims));
  if (weight.dims.length !== 2 || !fits) {
    return refuse(
      say`has codes, scales and biases of the shapes ${[weight, scales, biases].map(({ dims }) => `[${dims.join(', ')}]`).join(', ')}, which do not fit ${bits} bits in groups of ${groupSize}, as its config.json says.`,
    );
  }
  return {
    name,
    dims: [rows, columns],
    file,
    coding: { type: 'mlx-affine', bits: bits as AffineBits, groupSize: groupSize as AffineGroup, factors },
    parts: [weight, scales, biases],
  };
}

const isOneOf = (known: readonly number[], value: number): boolean => known.includes(value);
