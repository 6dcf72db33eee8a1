import { createSha256, sha256 } from '../data/sha256';
import type { FileEntry, TensorEntry } from '../package/manifest';
import type { PackageWriter } from '../package/package-writer';
import { localRounder } from '../quantise/rounding-kernel';
import { ErrorReport, type GroupError } from './error-report';
import type { ImportJournal, ImportMark } from './import-journal';
import { DEFAULT_ROUNDING, type ImportOptions } from './import-options';
import type { ImportPlan } from './import-plan';
import type { PlannedTensor } from './planned-tensor';
import { ShardWriter } from './shard-writer';
import { plannedByteLength, writeTensor } from './write-tensor';

/** A mark costs a flush and a few hundred kilobytes; what is lost by a crash is at most this and one tensor. */
const MAX_BYTES_BETWEEN_MARKS = 16 * 2 ** 20;
/** Share of a shard: small shards are marked more often. */
const SHARE_BETWEEN_MARKS = 1 / 8;

export type ImportProgress = {
  readonly tensor: string;
  readonly doneElements: number;
  readonly totalElements: number;
  /** Bytes of the package's weights written so far, by plan. */
  readonly doneBytes: number;
  readonly totalBytes: number;
};

export type WrittenTensors = {
  readonly tensors: readonly TensorEntry[];
  readonly shards: readonly FileEntry[];
  readonly errors: readonly GroupError[];
};

/** Writes the tensors of one import: from the start, or from the last mark of the run before. */
export async function* writeTensors(
  plan: ImportPlan,
  options: ImportOptions,
  writer: PackageWriter,
  journal: ImportJournal | null,
  maxShardBytes: number,
  signal: AbortSignal,
): AsyncGenerator<ImportProgress, WrittenTensors> {
  const { tensors } = plan;
  const { newHash = createSha256, rounder = localRounder(), rounding = DEFAULT_ROUNDING } = options;
  const fingerprint = await fingerprintOf(plan, options, maxShardBytes);
  // The journal checks that a mark is as it was written; the fingerprint, that it is of this very import.
  const last = (await journal?.read(signal)) as ImportMark | null | undefined;
  const mark = last?.fingerprint === fingerprint ? last : null;
  const resumed =
    journal &&
    mark &&
    (await ShardWriter.resume(writer, journal, mark.shards, maxShardBytes, newHash, signal));
  const shards = resumed ?? new ShardWriter(writer, maxShardBytes, newHash);
  const report = new ErrorReport(resumed ? mark.errors : []);
  let tensorCount = resumed ? mark.tensorCount : 0;
  const writeMark = () =>
    journal?.write({ fingerprint, tensorCount, shards: shards.mark(), errors: report.sums() }, signal);

  const writing = { shards, report, rounder, rounding };
  const bytesBetweenMarks = Math.min(MAX_BYTES_BETWEEN_MARKS, maxShardBytes * SHARE_BETWEEN_MARKS);
  const totalElements = sumOf(tensors, elementCount);
  const totalBytes = sumOf(tensors, plannedByteLength);
  const isDone = tensors.slice(0, tensorCount);
  let doneElements = sumOf(isDone, elementCount);
  let doneBytes = sumOf(isDone, plannedByteLength);
  let markedBytes = 0;
  for (const planned of tensors.slice(tensorCount)) {
    const bytesPerElement = plannedByteLength(planned) / Math.max(1, elementCount(planned));
    for await (const elements of writeTensor(planned, writing, signal)) {
      doneElements += elements;
      doneBytes += elements * bytesPerElement;
      yield { tensor: planned.name, doneElements, totalElements, doneBytes, totalBytes };
    }
    tensorCount++;
    if (shards.writtenBytes - markedBytes < bytesBetweenMarks) continue;
    markedBytes = shards.writtenBytes;
    await writeMark();
  }
  await shards.finish();
  await writeMark();
  return { tensors: shards.tensors, shards: shards.shards, errors: report.summary() };
}

/** Changes with everything that decides a single byte of the shards. */
async function fingerprintOf(
  { spec, tensors, sources }: ImportPlan,
  { precision, rounding }: ImportOptions,
  maxShardBytes: number,
): Promise<string> {
  const planned = tensors.map(({ name, storage, family, dims }) => [name, storage, family, dims]);
  const text = JSON.stringify({
    spec,
    planned,
    sources,
    precision,
    rounding: rounding ?? DEFAULT_ROUNDING,
    maxShardBytes,
  });
  return await sha256(new TextEncoder().encode(text));
}

function elementCount({ rows }: PlannedTensor): number {
  return rows.rowCount * rows.columnCount;
}

function sumOf(tensors: readonly PlannedTensor[], size: (planned: PlannedTensor) => number): number {
  return tensors.reduce((sum, planned) => sum + size(planned), 0);
}
