import { type Clock, systemClock } from './clock';

/**
 * Work that may take no longer. It need not obey: its signal is aborted, and it is not waited for.
 * @throws Error when the time is over.
 */
export async function within<T>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
  clock: Clock = systemClock,
): Promise<T> {
  const stop = new AbortController();
  let cancel = () => {};
  const over = new Promise<never>((_, reject) => {
    cancel = clock.after(milliseconds, () => {
      const reason = new DOMException(`No end within ${milliseconds / 1000} seconds.`, 'TimeoutError');
      stop.abort(reason);
      reject(reason);
    });
  });
  try {
    return await Promise.race([work(stop.signal), over]);
  } finally {
    cancel();
  }
}
