import { type Failure, FailureError } from '../../core/failure';

/** What to tell a person about anything that was thrown. */
export function toFailure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  const reason = error instanceof Error ? error.message : String(error);
  return {
    kind: 'engine-gone',
    message: `Something unexpected went wrong (${reason}). Reload the page and try again.`,
  };
}
