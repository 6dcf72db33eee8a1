import { assert, fail } from '../failure';
import { say } from '../sentence';
import type { CheckpointFiles } from './checkpoint-files';
import { type Coding, decodeRows } from './coding';
import { isFloatDtype } from './float-dtype';
import type { StoredTensor } from './safetensors-header';
import { isQuantised, type SourceTensor } from './source-tensor';
import { matrixShape, type WeightRows } from './weight-rows';

/** The rows of one tensor of a catalogue. @throws FailureError 'bad-checkpoint' for an element type that is not read. */
export function tensorRows(files: CheckpointFiles, tensor: SourceTensor): WeightRows {
  if (isQuantised(tensor)) {
    const { coding, parts } = tensor;
    return { ...rowsOf(files, tensor, coding, parts), quantised: [coding] };
  }
  const { name, file, dtype } = tensor;
  if (isFloatDtype(dtype)) return rowsOf(files, tensor, dtype, [tensor]);
  return fail(
    'bad-checkpoint',
    say`In ${file}, the tensor "${name}" has the element type ${dtype}; only BF16, F16 and F32 can be imported, weights as MLX quantises them, and Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K and Q6_K of GGUF files. Choose another release of the checkpoint.`,
    { file, tensor: name },
  );
}

function rowsOf(
  files: CheckpointFiles,
  { name, file, dims }: SourceTensor,
  coding: Coding,
  parts: readonly StoredTensor[],
): WeightRows {
  const { rowCount, columnCount } = matrixShape(dims);
  const [main, ...others] = parts as readonly [StoredTensor, ...StoredTensor[]];
  const rowBytes = (part: StoredTensor): number => (rowCount === 0 ? 0 : part.byteLength / rowCount);
  // The small parts are read whole before the first rows: reading in turn would end the connection each time.
  let held: readonly Uint8Array[] | null = null;
  const readParts = async (
    row: number,
    count: number,
    signal: AbortSignal,
  ): Promise<readonly Uint8Array[]> => {
    assert(row >= 0 && count >= 0 && row + count <= rowCount, `rows ${row} + ${count} of ${rowCount}`);
    if (held === null) {
      const whole: Uint8Array[] = [];
      for (const part of others)
        whole.push(await files.read(part.file, part.offset, part.byteLength, signal));
      held = whole;
    }
    const rest = others.map((part, index) => {
      const size = rowBytes(part);
      return held![index]!.slice(row * size, (row + count) * size);
    });
    const size = rowBytes(main);
    if (row === 0 && count < rowCount) files.expect?.(main.file, main.offset, main.byteLength);
    const bytes = await files.read(main.file, main.offset + row * size, count * size, signal);
    assert(bytes.byteLength === count * size, `short read of ${main.file}`);
    if (row + count >= rowCount) held = null; // rows are read once, in order: let the memory go
    return [bytes, ...rest];
  };
  return {
    dims,
    rowCount,
    columnCount,
    async read(row, count, signal) {
      const values = decodeRows(coding, await readParts(row, count, signal));
      const wrong = firstNonFinite(values);
      if (wrong >= 0) {
        const index = row * columnCount + wrong;
        fail(
          'bad-checkpoint',
          say`In ${file}, the tensor "${name}" holds ${String(values[wrong])} at element ${index}. The checkpoint is damaged: download it again.`,
          { file, tensor: name, index },
        );
      }
      return values;
    },
    async readStored(row, count, signal) {
      return {
        coding,
        parts: await readParts(row, count, signal),
        isOwn: files.givesBytesAway === true,
      };
    },
  };
}

/** A plain loop, because every weight of a checkpoint passes here. @returns -1 when all are finite. */
function firstNonFinite(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value - value !== 0) return i;
  }
  return -1;
}
