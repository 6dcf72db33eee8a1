import { FailureError, failureFrom } from '../../core/failure';
import { say } from '../../core/sentence';

/**
 * Runs the first use of an untested package. A manifest can be valid and still describe no possible model;
 * the runtime's errors name its own files, so a person gets our message and the developer the cause.
 * @throws FailureError 'bad-package' or 'out-of-memory' for an unforeseen error.
 */
export async function untried<T>(signal: AbortSignal, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted || error instanceof FailureError) throw error;
    const { kind, message } = failureFrom(error, {
      kind: 'bad-package',
      sentence: () =>
        say`The speech runtime cannot run this model: its numbers and its tensors do not fit one another, or not this backend. Import or download the model again, or choose another backend.`,
    });
    throw new FailureError({ kind, message }, error);
  }
}
