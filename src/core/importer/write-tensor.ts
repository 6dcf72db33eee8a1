import { computedRows, readAll } from '../checkpoint/weight-rows';
import { encodeHalves, fromHalf } from '../data/half-float';
import { quantised, scales } from '../package/tensor-names';
import { type Bits, BLOCK_LENGTH, blocksPerRow, bytesPerBlock } from '../quantise/block-quantise';
import type { Rounder, Rounding } from '../quantise/rounder';
import { type ErrorReport, relativeError, squaredNorm } from './error-report';
import type { PlannedTensor } from './planned-tensor';
import { type RoundingTarget, roundRows, rowsAtOnce } from './round-rows';
import type { ShardWriter } from './shard-writer';

/** f16 keeps 11 bits, so pure rounding stays below 2^-12 for normal numbers; more means lost small ones. */
const FAITHFUL_RELATIVE_ERROR = 2 ** -11;

export type TensorWriting = {
  readonly shards: ShardWriter;
  readonly report: ErrorReport;
  readonly rounder: Rounder;
  readonly rounding: Rounding;
};

/** Writes one planned tensor, yielding the number of elements done since the last yield. */
export async function* writeTensor(
  planned: PlannedTensor,
  writing: TensorWriting,
  signal: AbortSignal,
): AsyncGenerator<number, void> {
  switch (planned.storage) {
    case 'q4':
      return yield* writeQuantised(planned, 4, writing, signal);
    case 'q8':
      return yield* writeQuantised(planned, 8, writing, signal);
    case 'f16':
      return yield* writeHalves(planned, writing, signal);
    case 'f32':
      return yield* writeFloats(planned, writing, signal);
    case 'f16-if-faithful': {
      // Computed once and checked before it is written: these tensors are the codec's, of at most 34 MB.
      const values = await readAll(planned.rows, signal);
      const held = { ...planned, rows: computedRows(planned.dims, async () => values) };
      return yield* survivesHalf(values)
        ? writeHalves(held, writing, signal)
        : writeFloats(held, writing, signal);
    }
  }
}

async function* writeQuantised(
  planned: PlannedTensor,
  bits: Bits,
  writing: TensorWriting,
  signal: AbortSignal,
): AsyncGenerator<number, void> {
  const { name, family } = planned;
  const { rowCount, columnCount } = planned.rows;
  const perRow = blocksPerRow(columnCount);
  const intDims = [rowCount, perRow, bytesPerBlock(bits)];
  const intTensor = { name: quantised(name), dtype: 'u8', dims: intDims } as const;
  const { shards, rounder, rounding, report } = writing;
  await shards.begin(family, intTensor, rowCount * perRow * bytesPerBlock(bits), signal);
  // The scales are a 64th of the f32 weights: they wait in memory until the integers are written.
  const allScales = new Uint16Array(rowCount * perRow);
  const target: RoundingTarget = { to: 'blocks', columnCount, bits, rounding };
  let [error, norm, row] = [0, 0, 0];
  for await (const rounded of roundRows(planned, target, rounder, signal)) {
    allScales.set(rounded.scales, row * perRow);
    error += rounded.squaredError;
    norm += rounded.squaredNorm;
    await shards.write(rounded.values, signal);
    const rows = rounded.scales.length / perRow;
    row += rows;
    yield rows * columnCount;
  }
  const scaleTensor = { name: scales(name), dtype: 'f16', dims: [rowCount, perRow] } as const;
  await shards.begin(family, scaleTensor, allScales.byteLength, signal);
  await shards.write(new Uint8Array(allScales.buffer), signal);
  report.add(planned, error, norm);
}

async function* writeHalves(
  planned: PlannedTensor,
  { shards, report, rounder }: TensorWriting,
  signal: AbortSignal,
): AsyncGenerator<number, void> {
  const elementCount = planned.rows.rowCount * planned.rows.columnCount;
  const tensor = { name: planned.name, dtype: 'f16', dims: planned.dims } as const;
  await shards.begin(planned.family, tensor, elementCount * 2, signal);
  let [error, norm] = [0, 0];
  for await (const rounded of roundRows(planned, { to: 'halves' }, rounder, signal)) {
    error += rounded.squaredError;
    norm += rounded.squaredNorm;
    await shards.write(rounded.values, signal);
    yield rounded.values.byteLength / 2;
  }
  report.add(planned, error, norm);
}

async function* writeFloats(
  planned: PlannedTensor,
  { shards, report }: TensorWriting,
  signal: AbortSignal,
): AsyncGenerator<number, void> {
  const { rows, name } = planned;
  const elementCount = rows.rowCount * rows.columnCount;
  const tensor = { name, dtype: 'f32', dims: planned.dims } as const;
  await shards.begin(planned.family, tensor, elementCount * 4, signal);
  let norm = 0;
  const atOnce = rowsAtOnce(rows.columnCount);
  for (let row = 0; row < rows.rowCount; row += atOnce) {
    signal.throwIfAborted();
    const values = await rows.read(row, Math.min(atOnce, rows.rowCount - row), signal);
    norm += squaredNorm(values);
    await shards.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), signal);
    yield values.length;
  }
  report.add(planned, 0, norm);
}

function survivesHalf(values: Float32Array): boolean {
  const bits = encodeHalves(values);
  let error = 0;
  for (let i = 0; i < values.length; i++) error += (values[i]! - fromHalf(bits[i]!)) ** 2;
  return relativeError(error, squaredNorm(values)) <= FAITHFUL_RELATIVE_ERROR;
}

/** Bytes that a planned tensor takes in the package, for the size shown before an import starts. */
export function plannedByteLength({ rows, storage }: PlannedTensor): number {
  const elements = rows.rowCount * rows.columnCount;
  if (storage === 'f32') return elements * 4;
  if (storage === 'f16' || storage === 'f16-if-faithful') return elements * 2;
  const blocks = rows.rowCount * blocksPerRow(rows.columnCount);
  return blocks * ((BLOCK_LENGTH * (storage === 'q4' ? 4 : 8)) / 8 + 2);
}
