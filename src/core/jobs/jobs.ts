import { JobBook } from './job-book';
import type { JobHost } from './job-host';
import { JobRunner } from './job-runner';
import { SoundCache } from './sound-cache';
import { WebhookDelivery } from './webhook-delivery';

/** The jobs of one page, with what makes them. */
export type Jobs = {
  readonly host: JobHost;
  readonly book: JobBook;
  readonly cache: SoundCache;
  readonly runner: JobRunner;
};

/**
 * Opens the kept jobs and goes on with those that are not done. At most one page of a site may have them
 * open: the one that holds the engine. `runner.stop()` closes them.
 * @throws FailureError 'storage' when they cannot be read.
 */
export async function openJobs(host: JobHost): Promise<Jobs> {
  const book = new JobBook(host);
  await book.load();
  const cache = new SoundCache();
  const runner = new JobRunner(host, book, cache, new WebhookDelivery(host, book));
  await runner.start();
  return { host, book, cache, runner };
}
