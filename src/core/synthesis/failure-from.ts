import { type Failure, FailureError } from '../failure';

/** What runtimes say when memory runs out; they have no error type of their own for it. */
const memoryWords =
  /bad_alloc|out of memory|allocation failed|failed to allocate|memory access out of bounds|OOM/i;

/** Any error as a Failure, for the boundary where errors become data. */
export function failureFrom(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (memoryWords.test(text)) {
    return {
      kind: 'out-of-memory',
      message:
        'The memory of this page is full. Close other pages, or choose a smaller model or another backend.',
      details: { error: text },
    };
  }
  return {
    kind: 'engine-gone',
    message: `The speech engine stopped because of an error (${text}). Load the model again.`,
    details: { error: text },
  };
}
