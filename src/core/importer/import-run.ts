import type { Rounder, Rounding } from '../quantise/rounder';
import type { FileEntry, TensorEntry } from '../store/manifest';
import type { PackageWriter } from '../store/package-writer';
import { createSha256, sha256 } from '../store/sha256';
import { ErrorReport, type GroupError } from './error-report';
import type { ImportJournal, ImportMark } from './import-journal';
import type { ImportProgress } from './import-model';
import { DEFAULT_ROUNDING, type ImportOptions } from './import-options';
import type { ImportPlan } from './import-plan';
import type { PlannedTensor } from './planned-tensor';
import { ShardWriter } from './shard-writer';
import { plannedByteLength, writeTensor } from './write-tensor';

/** A mark costs a flush and a few hundred kilobytes; what is lost by a crash is at most this and one tensor. */
const MAX_BYTES_BETWEEN_MARKS = 16 * 2 ** 20;
/** Of a shard: small shards are marked more often. */
const SHARE_BETWEEN_MARKS = 1 / 8;

/** The tensors of one import: from the start, or from the last mark of the run before. */
export class ImportRun {
  readonly #plan: ImportPlan;
  readonly #shards: ShardWriter;
  readonly #report: ErrorReport;
  readonly #journal: ImportJournal | null;
  readonly #fingerprint: string;
  readonly #bytesBetweenMarks: number;
  #tensorCount: number;

  private constructor(
    plan: ImportPlan,
    shards: ShardWriter,
    report: ErrorReport,
    journal: ImportJournal | null,
    fingerprint: string,
    tensorCount: number,
    maxShardBytes: number,
  ) {
    this.#plan = plan;
    this.#shards = shards;
    this.#report = report;
    this.#journal = journal;
    this.#fingerprint = fingerprint;
    this.#tensorCount = tensorCount;
    this.#bytesBetweenMarks = Math.min(MAX_BYTES_BETWEEN_MARKS, maxShardBytes * SHARE_BETWEEN_MARKS);
  }

  static async begin(
    plan: ImportPlan,
    options: ImportOptions,
    writer: PackageWriter,
    journal: ImportJournal | null,
    maxShardBytes: number,
    signal: AbortSignal,
  ): Promise<ImportRun> {
    const fingerprint = await fingerprintOf(plan, options, maxShardBytes);
    const newHash = options.newHash ?? createSha256;
    // The journal checks that a mark is as it was written; the fingerprint, that it is of this very import.
    const mark = (await journal?.read(signal)) as ImportMark | null | undefined;
    if (journal && mark && mark.fingerprint === fingerprint) {
      const shards = await ShardWriter.resume(writer, journal, mark.shards, maxShardBytes, newHash, signal);
      if (shards) {
        return new ImportRun(
          plan,
          shards,
          ErrorReport.resume(mark.errors),
          journal,
          fingerprint,
          mark.tensorCount,
          maxShardBytes,
        );
      }
    }
    return new ImportRun(
      plan,
      new ShardWriter(writer, maxShardBytes, newHash),
      new ErrorReport(),
      journal,
      fingerprint,
      0,
      maxShardBytes,
    );
  }

  get tensors(): readonly TensorEntry[] {
    return this.#shards.tensors;
  }
  get shards(): readonly FileEntry[] {
    return this.#shards.shards;
  }
  get errors(): readonly GroupError[] {
    return this.#report.summary();
  }

  async *writeTensors(
    rounder: Rounder,
    rounding: Rounding,
    signal: AbortSignal,
  ): AsyncGenerator<ImportProgress, void> {
    const { tensors } = this.#plan;
    const writing = { shards: this.#shards, report: this.#report, rounder, rounding };
    const totalElements = sumOf(tensors, elementCount);
    const totalBytes = sumOf(tensors, plannedByteLength);
    const isDone = tensors.slice(0, this.#tensorCount);
    let doneElements = sumOf(isDone, elementCount);
    let doneBytes = sumOf(isDone, plannedByteLength);
    let markedBytes = 0;
    for (const planned of tensors.slice(this.#tensorCount)) {
      const bytesPerElement = plannedByteLength(planned) / Math.max(1, elementCount(planned));
      for await (const elements of writeTensor(planned, writing, signal)) {
        doneElements += elements;
        doneBytes += elements * bytesPerElement;
        yield { tensor: planned.name, doneElements, totalElements, doneBytes, totalBytes };
      }
      this.#tensorCount++;
      if (this.#shards.writtenBytes - markedBytes < this.#bytesBetweenMarks) continue;
      markedBytes = this.#shards.writtenBytes;
      await this.#mark(signal);
    }
    await this.#shards.finish();
    await this.#mark(signal);
  }

  async #mark(signal: AbortSignal): Promise<void> {
    await this.#journal?.write(
      {
        fingerprint: this.#fingerprint,
        tensorCount: this.#tensorCount,
        shards: this.#shards.mark(),
        errors: this.#report.sums(),
      },
      signal,
    );
  }
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
