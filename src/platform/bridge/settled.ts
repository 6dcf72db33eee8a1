import type { Failure } from '../../core/failure';
import type { Outcome } from './engine-protocol';

/** Runs a call whose caller may cancel it, and turns its errors into data. */
export async function settled<T>(
  cancel: MessagePort | null,
  failureOf: (error: unknown) => Failure,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<Outcome<T>> {
  const controller = new AbortController();
  if (cancel) cancel.onmessage = () => controller.abort();
  try {
    return { type: 'done', value: await call(controller.signal) };
  } catch (error) {
    return controller.signal.aborted ? { type: 'cancelled' } : { type: 'failed', failure: failureOf(error) };
  } finally {
    cancel?.close();
  }
}
