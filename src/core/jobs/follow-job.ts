import { fail } from '../failure';
import { Growth } from '../pcm/growth';
import type { Job } from './job';
import type { JobBook, JobUpdate } from './job-book';
import { isEnd } from './task-status';

/**
 * A job as it is, with no changed fields, and then its changes until it ends or is removed.
 * @throws FailureError 'engine-gone' when the page gives the jobs away; the signal's reason when aborted.
 */
export async function* followJob(
  book: JobBook,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<JobUpdate, void> {
  const now = book.get(id);
  if (!now) return;
  let updates: JobUpdate[] = [{ job: now, fields: [], sound: null }];
  const growth = new Growth();
  let isClosed = false;
  const stop = book.watch(id, (update) => {
    const last = updates.at(-1);
    // A slow reader gets the newest progress only.
    if (last && update && isProgress(last) && isProgress(update)) updates.pop();
    if (update) updates.push(update);
    else isClosed = true;
    growth.announce();
  });
  try {
    while (updates.length > 0 || isGoingOn(book.get(id))) {
      if (isClosed) fail('engine-gone', 'The page that made this task was closed. Ask for the task again.');
      if (updates.length === 0) await growth.next(signal);
      const ready = updates;
      updates = [];
      for (const update of ready) yield update;
    }
  } finally {
    stop();
  }
}

/** @returns the job once it has ended; null when it was removed. @throws the signal's reason when aborted. */
export async function endOfJob(book: JobBook, id: string, signal: AbortSignal): Promise<Job | null> {
  for await (const _ of followJob(book, id, signal));
  return book.get(id);
}

function isGoingOn(job: Job | null): boolean {
  return job !== null && !isEnd(job.status);
}

function isProgress({ fields, sound }: JobUpdate): boolean {
  const isOnly = fields.every((field) => field === 'progress' || field === 'updatedAtMs');
  return sound === null && fields.length > 0 && isOnly;
}
