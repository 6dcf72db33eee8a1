import { encodeHalves, fromHalf } from '../checkpoint/half-float';
import { computedRows, readAll } from '../checkpoint/weight-rows';
import { fail } from '../failure';
import {
  type Bits,
  BLOCK_LENGTH,
  blocksPerRow,
  bytesPerBlock,
  quantiseRows,
} from '../quantise/block-quantise';
import { quantised, scales } from '../store/tensor-names';
import { type ErrorReport, relativeError, squaredNorm } from './error-report';
import type { PlannedTensor } from './planned-tensor';
import type { ShardWriter } from './shard-writer';

/** Elements that are in memory at once: 4 MiB of f32. */
const ELEMENTS_AT_ONCE = 2 ** 20;
/** f16 keeps 11 bits, so pure rounding stays below 2^-12 for normal numbers; more means lost small ones. */
const FAITHFUL_RELATIVE_ERROR = 2 ** -11;

/** Writes one planned tensor, yielding the number of elements done since the last yield. */
export async function* writeTensor(
  planned: PlannedTensor,
  writer: ShardWriter,
  report: ErrorReport,
  signal: AbortSignal,
): AsyncGenerator<number, void> {
  switch (planned.storage) {
    case 'q4':
      return yield* writeQuantised(planned, 4, writer, report, signal);
    case 'q8':
      return yield* writeQuantised(planned, 8, writer, report, signal);
    case 'f16':
    case 'f32':
      return yield* writeFloats(planned, planned.storage, writer, report, signal);
    case 'f16-if-faithful': {
      // Looked at before it is written, and computed only once: these are the codec's, of at most 34 MB.
      const values = await readAll(planned.rows, signal);
      const held = { ...planned, rows: computedRows(planned.dims, async () => values) };
      return yield* writeFloats(held, survivesHalf(values) ? 'f16' : 'f32', writer, report, signal);
    }
  }
}

async function* writeQuantised(
  planned: PlannedTensor,
  bits: Bits,
  writer: ShardWriter,
  report: ErrorReport,
  signal: AbortSignal,
): AsyncGenerator<number, void> {
  const { rowCount, columnCount } = planned.rows;
  const perRow = blocksPerRow(columnCount);
  const intDims = [rowCount, perRow, bytesPerBlock(bits)];
  const intTensor = { name: quantised(planned.name), dtype: 'u8', dims: intDims } as const;
  await writer.begin(planned.family, intTensor, rowCount * perRow * bytesPerBlock(bits), signal);
  // The scales are a 64th of the f32 weights: they wait in memory until the integers are written.
  const allScales = new Uint16Array(rowCount * perRow);
  let error = 0;
  let norm = 0;
  for await (const { row, values } of rowBlocks(planned, signal)) {
    const block = quantiseRows(values, columnCount, bits);
    allScales.set(block.scales, row * perRow);
    error += block.squaredError;
    norm += squaredNorm(values);
    await writer.write(block.ints, signal);
    yield values.length;
  }
  const scaleTensor = { name: scales(planned.name), dtype: 'f16', dims: [rowCount, perRow] } as const;
  await writer.begin(planned.family, scaleTensor, allScales.byteLength, signal);
  await writer.write(new Uint8Array(allScales.buffer), signal);
  report.add(planned.group, planned.name, rowCount * columnCount, error, norm);
}

async function* writeFloats(
  planned: PlannedTensor,
  dtype: 'f16' | 'f32',
  writer: ShardWriter,
  report: ErrorReport,
  signal: AbortSignal,
): AsyncGenerator<number, void> {
  const { rowCount, columnCount } = planned.rows;
  const elementCount = rowCount * columnCount;
  const tensor = { name: planned.name, dtype, dims: planned.dims };
  await writer.begin(planned.family, tensor, elementCount * (dtype === 'f16' ? 2 : 4), signal);
  let error = 0;
  let norm = 0;
  for await (const { values } of rowBlocks(planned, signal)) {
    norm += squaredNorm(values);
    if (dtype === 'f32') {
      await writer.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), signal);
    } else {
      const bits = encodeHalves(values);
      const blockError = halfError(values, bits);
      if (!Number.isFinite(blockError)) refuseOverflow(planned.name);
      error += blockError;
      await writer.write(new Uint8Array(bits.buffer), signal);
    }
    yield values.length;
  }
  report.add(planned.group, planned.name, elementCount, error, norm);
}

async function* rowBlocks(
  { rows }: PlannedTensor,
  signal: AbortSignal,
): AsyncGenerator<{ row: number; values: Float32Array }, void> {
  const atOnce = Math.max(1, Math.floor(ELEMENTS_AT_ONCE / Math.max(1, rows.columnCount)));
  for (let row = 0; row < rows.rowCount; row += atOnce) {
    signal.throwIfAborted();
    yield { row, values: await rows.read(row, Math.min(atOnce, rows.rowCount - row), signal) };
  }
}

function survivesHalf(values: Float32Array): boolean {
  return (
    relativeError(halfError(values, encodeHalves(values)), squaredNorm(values)) <= FAITHFUL_RELATIVE_ERROR
  );
}

/** Sum of squared differences; infinite when a value is beyond f16. */
function halfError(values: Float32Array, bits: Uint16Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const difference = values[i]! - fromHalf(bits[i]!);
    sum += difference * difference;
  }
  return sum;
}

function refuseOverflow(tensor: string): never {
  return fail(
    'bad-checkpoint',
    `The tensor "${tensor}" holds values beyond 65504, which f16 cannot keep. Import this checkpoint with precision f32.`,
    { tensor },
  );
}

/** Bytes that a planned tensor takes in the package, for the size shown before an import starts. */
export function plannedByteLength({ rows, storage }: PlannedTensor): number {
  const elements = rows.rowCount * rows.columnCount;
  if (storage === 'f32') return elements * 4;
  if (storage === 'f16' || storage === 'f16-if-faithful') return elements * 2;
  const blocks = rows.rowCount * blocksPerRow(rows.columnCount);
  return blocks * ((BLOCK_LENGTH * (storage === 'q4' ? 4 : 8)) / 8 + 2);
}
