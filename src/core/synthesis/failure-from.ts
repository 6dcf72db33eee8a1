import { type Failure, FailureError, type FailureKind } from '../failure';

/** What runtimes say when memory runs out; they have no error type of their own for it. */
const memoryWords =
  /bad_alloc|out of memory|allocation failed|failed to allocate|memory access out of bounds|OOM/i;

/**
 * Any error as a Failure, for the boundary where errors become data.
 * @param kind of an error that nobody foresaw, and the sentence for a person that tells its text.
 */
export function failureFrom(
  error: unknown,
  kind: FailureKind = 'engine-gone',
  sentence = (text: string) =>
    `The speech engine stopped because of an error (${text}). Load the model again.`,
): Failure {
  if (error instanceof FailureError) return error.failure;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const details = { error: text };
  if (!memoryWords.test(text)) return { kind, message: sentence(text), details };
  const message =
    'The memory of this page is full. Close other pages, or choose a smaller model or another backend.';
  return { kind: 'out-of-memory', message, details };
}
