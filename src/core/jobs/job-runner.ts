import { refuseCall } from '../api/refused-call';
import { failureFrom } from '../failure';
import { engineError } from '../speech/speech-engine';
import type { Job } from './job';
import type { JobBook } from './job-book';
import { type JobHost, MAX_WAITING_JOBS } from './job-host';
import type { SoundCache } from './sound-cache';
import { JobSpeech } from './speak-job';
import { isEnd } from './task-status';
import type { WebhookDelivery } from './webhook-delivery';

/** Browsers count the time of a timer in 32 bits. */
const LONGEST_TIMER_MS = 2 ** 30;

/** Runs jobs one after another, the oldest that is due first. */
export class JobRunner {
  readonly #host: JobHost;
  readonly #book: JobBook;
  readonly #cache: SoundCache;
  readonly #delivery: WebhookDelivery;
  #running: { readonly id: string; readonly controller: AbortController } | null = null;
  #cancelTimer = () => {};
  #isStopped = false;

  constructor(host: JobHost, book: JobBook, cache: SoundCache, delivery: WebhookDelivery) {
    this.#host = host;
    this.#book = book;
    this.#cache = cache;
    this.#delivery = delivery;
  }

  /** Goes on with the jobs that an earlier page has left. */
  async start(): Promise<void> {
    for (const { id, status } of this.#book.all()) {
      if (status === 'cancelling') await this.#book.change(id, { status: 'cancelled' });
      else if (status !== 'queued' && !isEnd(status))
        await this.#book.change(id, { status: 'queued' }, { log: 'Goes on after an interruption.' });
    }
    this.#delivery.goOn();
    this.#next();
  }

  /** The page closes or gives up its engine: the running job stays as it is and goes on later. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer();
    this.#delivery.stop();
    this.#book.close();
    this.#running?.controller.abort();
  }

  /** @throws RefusedCall 429 when too many wait. */
  requireRoom(): void {
    const waiting = this.#book.all().filter(({ status }) => !isEnd(status)).length;
    if (waiting < MAX_WAITING_JOBS) return;
    refuseCall(
      429,
      'queue_full',
      `${waiting} jobs are waiting already. Cancel one, or try again when some of them are done.`,
    );
  }

  /** @param job a queued one. */
  async accept(job: Job): Promise<Job> {
    this.requireRoom();
    await this.#book.add(job);
    this.#next();
    return job;
  }

  /** @returns the job, which a running one takes a decode step to end; one that has ended stays as it is. */
  async cancel(job: Job): Promise<Job> {
    if (isEnd(job.status) || job.status === 'cancelling') return job;
    if (this.#running?.id === job.id) {
      const cancelling = await this.#book.change(job.id, { status: 'cancelling' });
      this.#running?.controller.abort();
      return cancelling;
    }
    const cancelled = await this.#book.change(job.id, { status: 'cancelled' });
    this.#delivery.ended(job.id);
    return cancelled;
  }

  #next(): void {
    this.#cancelTimer();
    if (this.#running || this.#isStopped) return;
    const waiting = this.#book.all().filter(({ status }) => status === 'queued');
    const nowMs = this.#host.api.nowMs();
    const due = waiting.find(({ order }) => (order.runAtMs ?? 0) <= nowMs);
    if (due) void this.#run(due.id);
    else if (waiting.length > 0) this.#wait(Math.min(...waiting.map(({ order }) => order.runAtMs!)) - nowMs);
  }

  #wait(milliseconds: number): void {
    this.#cancelTimer = this.#host.after(Math.min(LONGEST_TIMER_MS, milliseconds), () => this.#next());
  }

  /** Never throws: what goes wrong becomes the job's error. */
  async #run(id: string): Promise<void> {
    const controller = new AbortController();
    this.#running = { id, controller };
    try {
      await new JobSpeech(this.#host, this.#book, this.#cache, id, controller.signal).make();
    } catch (error) {
      if (!this.#isStopped) await this.#end(id, controller.signal.aborted, error);
    }
    this.#running = null;
    if (this.#isStopped) return;
    this.#delivery.ended(id);
    this.#next();
  }

  async #end(id: string, isCancelled: boolean, error: unknown): Promise<void> {
    const { message } = failureFrom(error, engineError);
    const patch = isCancelled
      ? ({ status: 'cancelled' } as const)
      : ({ status: 'failed', error: message } as const);
    // A full disk is the error itself then: the job shows it as long as the page is open.
    await this.#book.change(id, patch).catch(() => {});
  }
}
