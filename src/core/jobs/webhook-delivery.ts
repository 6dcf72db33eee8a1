import { errorText } from '../failure';
import type { JobBook } from './job-book';
import type { JobHost } from './job-host';
import { isUndelivered, pageEvent, webhookDelaysMs, webhookPayload } from './webhook';

/** The receiver wants no more of them. */
const GONE = 410;

/** Reports ended jobs, again until they are received; their results stay whatever comes of it. */
export class WebhookDelivery {
  readonly #host: JobHost;
  readonly #book: JobBook;
  readonly #timers = new Map<string, () => void>();
  #isStopped = false;

  constructor(host: JobHost, book: JobBook) {
    this.#host = host;
    this.#book = book;
  }

  /** Delivers the webhooks that an earlier page has not delivered. */
  goOn(): void {
    for (const job of this.#book.all()) if (isUndelivered(job)) void this.#try(job.id);
  }

  /** Call when a job has ended. */
  ended(jobId: string): void {
    const job = this.#book.get(jobId);
    const webhook = job?.order.webhook ?? null;
    if (!job || webhook === null) return;
    const event = pageEvent(webhook);
    if (event === null) void this.#try(jobId);
    else this.#host.announce(event, webhookPayload(job, this.#host));
  }

  stop(): void {
    this.#isStopped = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  async #try(jobId: string): Promise<void> {
    this.#timers.delete(jobId);
    const job = this.#book.get(jobId);
    if (this.#isStopped || !job || !isUndelivered(job)) return;
    const outcome = await this.#send(job.order.webhook!, JSON.stringify(webhookPayload(job, this.#host)));
    if (this.#isStopped || !this.#book.get(jobId)) return;
    const tryCount = job.delivery!.tryCount + 1;
    const delayMs = webhookDelaysMs[tryCount - 1];
    const mayTry = outcome.state === 'failed' && delayMs !== undefined;
    const state = outcome.state === 'sent' ? 'sent' : mayTry ? 'waiting' : 'given-up';
    const next = mayTry ? ` Next try in ${delayMs / 1000} s.` : state === 'given-up' ? ' Given up.' : '';
    await this.#book
      .change(jobId, { delivery: { state, tryCount } }, { log: `Webhook: ${outcome.text}.${next}` })
      // The disk is full: the report itself was made, and the next page at worst makes it again.
      .catch(() => {});
    if (mayTry)
      this.#timers.set(
        jobId,
        this.#host.after(delayMs, () => void this.#try(jobId)),
      );
  }

  async #send(
    address: string,
    body: string,
  ): Promise<{ readonly state: 'sent' | 'failed' | 'refused'; readonly text: string }> {
    if (this.#host.webhooks === null) return { state: 'failed', text: 'switched off in this page' };
    try {
      const status = await this.#host.webhooks.send(address, body);
      if (status === 0) return { state: 'sent', text: 'sent; the answer cannot be read from a page' };
      const text = `the receiver answered ${status}`;
      if (status >= 200 && status < 300) return { state: 'sent', text };
      return { state: status === GONE ? 'refused' : 'failed', text };
    } catch (error) {
      return { state: 'failed', text: `the receiver was not reached (${errorText(error)})` };
    }
  }
}
