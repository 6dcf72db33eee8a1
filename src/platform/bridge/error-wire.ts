import { type Failure, FailureError } from '../../core/failure';

/** An error as data: a thrown one would keep neither its class nor its failure on the way. */
export type WireError =
  | { readonly type: 'failure'; readonly failure: Failure }
  | { readonly type: 'error'; readonly name: string; readonly message: string };

export function errorToWire(error: unknown): WireError {
  if (error instanceof FailureError) return { type: 'failure', failure: error.failure };
  if (error instanceof Error) return { type: 'error', name: error.name, message: error.message };
  return { type: 'error', name: 'Error', message: String(error) };
}

/** @returns an error of the same class for a failure, a caller's mistake and an abort, else one of the same name. */
export function errorFromWire(wire: WireError): Error {
  if (wire.type === 'failure') return new FailureError(wire.failure);
  const { name, message } = wire;
  if (name === 'TypeError') return new TypeError(message);
  if (name === 'RangeError') return new RangeError(message);
  if (name === 'AbortError') return new DOMException(message, name);
  return Object.assign(new Error(message), { name });
}
