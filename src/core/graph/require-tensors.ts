import { fail } from '../failure';
import type { TensorEntry } from '../package/manifest';
import type { ModelPackage } from '../package/model-package';
import { elementCount } from '../package/parse-manifest';
import { quantised, scales } from '../package/tensor-names';
import { type Sentence, say } from '../sentence';
import type { WeightBinding } from './built-graph';

/**
 * A manifest states the architecture and the tensors apart from each other, and is untrusted: what the graphs
 * bind must be there in their size and type.
 * @throws FailureError 'bad-package' that names the tensor.
 */
export function requireTensors(
  model: Pick<ModelPackage, 'tensor'>,
  bindings: readonly WeightBinding[],
): void {
  for (const binding of bindings) requireTensor(model, binding);
}

function requireTensor(
  { tensor }: Pick<ModelPackage, 'tensor'>,
  { dtype, dims, source }: WeightBinding,
): void {
  switch (source.type) {
    case 'rope-cos':
    case 'rope-sin':
      return;
    case 'dequantised': {
      const [inputs = 0, outputs = 0] = dims;
      const blocks = Math.ceil(inputs / 32) * outputs;
      requireSize(tensor(quantised(source.tensor)), ['u8'], blocks * 4 * source.bits);
      requireSize(tensor(scales(source.tensor)), ['f16'], blocks);
      return;
    }
    default: {
      const entry = tensor(source.tensor);
      const rows = 'rows' in source ? source.rows : undefined;
      const end = rows ? rows.from + rows.count : 0;
      const rowCount = entry.dims[0] ?? 0;
      if (end > rowCount) refuse(entry.name, say`has ${rowCount} rows where ${end} are wanted`);
      const whole = rows ? (elementCount(dims) / rows.count) * rowCount : elementCount(dims);
      const times = source.type === 'repeated' ? source.times : 1;
      const types = dtype === 'uint8' ? (['u8'] as const) : (['f16', 'f32'] as const);
      requireSize(entry, types, whole / times);
    }
  }
}

function requireSize(
  { name, dtype, dims }: TensorEntry,
  types: readonly TensorEntry['dtype'][],
  size: number,
): void {
  if (!types.includes(dtype)) refuse(name, say`is stored as ${dtype} instead of ${types.join(' / ')}`);
  if (elementCount(dims) !== size)
    refuse(name, say`has the shape [${dims.join(', ')}], which does not fit the architecture`);
}

function refuse(tensor: string, reason: Sentence): never {
  fail(
    'bad-package',
    say`The model package is not valid: its tensor "${tensor}" ${reason}. Import or download the model again.`,
    { tensor },
  );
}
