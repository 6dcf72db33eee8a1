import { isoTime } from '../data/iso-time';
import { assert } from '../failure';
import type { Job, JobPiece } from './job';
import { type JobHost, MAX_KEPT_JOBS } from './job-host';
import { isEnd } from './task-status';

/** Sound of one piece, with the silence before it. */
export type PartialSound = {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  readonly startSample: number;
  readonly pieceIndex: number;
  readonly text: string;
};

/** A job after a change; `fields` are those that changed. */
export type JobUpdate = {
  readonly job: Job;
  readonly fields: readonly (keyof Job)[];
  readonly sound: PartialSound | null;
};

/** @param update null once the book is closed: no more will come. */
export type JobWatcher = (update: JobUpdate | null) => void;

type Patch = Partial<Omit<Job, 'id' | 'createdAtMs' | 'updatedAtMs' | 'events' | 'logs'>>;
type Change = { readonly log?: string; readonly piece?: JobPiece; readonly sound?: PartialSound };

/** Limit of lines that a job keeps: a text of many pieces can have a warning each. */
const MAX_LOGS = 200;

/** All jobs of this page: the one place where they change, are stored and are watched. */
export class JobBook {
  readonly #host: Pick<JobHost, 'store'> & { readonly api: Pick<JobHost['api'], 'newId' | 'nowMs'> };
  /** The oldest first. */
  readonly #jobs = new Map<string, Job>();
  readonly #watchers = new Map<string, Set<JobWatcher>>();
  #isClosed = false;

  constructor(host: JobHost) {
    this.#host = host;
  }

  async load(): Promise<void> {
    const jobs = [...(await this.#host.store.jobs())];
    jobs.sort((one, other) => one.createdAtMs - other.createdAtMs || (one.id < other.id ? -1 : 1));
    for (const job of jobs) this.#jobs.set(job.id, job);
  }

  get(id: string): Job | null {
    return this.#jobs.get(id) ?? null;
  }

  /** The oldest first. */
  all(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  /** Makes room for it where too many are kept. */
  async add(job: Job): Promise<void> {
    const ended = this.all().filter(({ status, delivery }) => isEnd(status) && delivery?.state !== 'waiting');
    for (const { id } of ended.slice(0, Math.max(0, this.#jobs.size + 1 - MAX_KEPT_JOBS)))
      await this.remove(id);
    this.#jobs.set(job.id, job);
    try {
      await this.#host.store.putJob(job);
    } catch (error) {
      this.#jobs.delete(job.id);
      throw error;
    }
  }

  /**
   * Changes a job for all who watch it, then stores it; progress alone is not stored.
   * @returns the job as it is now.
   */
  async change(id: string, patch: Patch, { log, piece, sound }: Change = {}): Promise<Job> {
    const before = this.#jobs.get(id);
    assert(before, 'only jobs of the book are changed');
    const { newId, nowMs } = this.#host.api;
    const atMs = Math.max(nowMs(), before.updatedAtMs);
    const isNewStatus = patch.status !== undefined && patch.status !== before.status;
    const events = isNewStatus
      ? [...before.events, { id: newId(), atMs, status: patch.status! }]
      : before.events;
    const logs =
      log === undefined
        ? before.logs
        : [...before.logs, { id: newId(), atMs, content: `${isoTime(atMs)} ${log}` }].slice(-MAX_LOGS);
    const job: Job = { ...before, ...patch, updatedAtMs: atMs, events, logs };
    this.#jobs.set(id, job);
    const fields = (Object.keys(job) as (keyof Job)[]).filter((key) => job[key] !== before[key]);
    this.#tell({ job, fields, sound: sound ?? null });
    const isStored = fields.some((field) => field !== 'progress' && field !== 'updatedAtMs');
    if ((isStored || piece) && !this.#isClosed) await this.#host.store.putJob(job, piece);
    return job;
  }

  async remove(id: string): Promise<void> {
    this.#jobs.delete(id);
    await this.#host.store.removeJob(id);
  }

  /** Stores nothing more: from now on the jobs may be another page's. Those who watch are told. */
  close(): void {
    this.#isClosed = true;
    for (const watchers of this.#watchers.values()) for (const listener of watchers) listener(null);
  }

  /** @returns a function that ends the watch. */
  watch(id: string, listener: JobWatcher): () => void {
    const watchers = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, watchers.add(listener));
    return () => {
      watchers.delete(listener);
      if (watchers.size === 0) this.#watchers.delete(id);
    };
  }

  #tell(update: JobUpdate): void {
    for (const listener of this.#watchers.get(update.job.id) ?? []) listener(update);
  }
}
