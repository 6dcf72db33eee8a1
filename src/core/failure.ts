/**
 * The one union of foreseeable things that go wrong. A caller's mistake is a TypeError or RangeError instead;
 * a broken invariant is an assert; cancelling is an outcome, not a failure.
 * `message` is a sentence for a person: what is wrong and what to do.
 */
export type FailureKind =
  | 'bad-request' // text, voice or a setting that cannot be spoken
  | 'bad-audio' // reference audio that cannot be used
  | 'bad-checkpoint' // checkpoint files that cannot be imported
  | 'bad-package' // a model package that is damaged, incomplete or of another version
  | 'licence' // terms that must be accepted first
  | 'model-not-loaded'
  | 'prompt-too-long' // does not fit the model's positions
  | 'unsupported' // no WebAssembly SIMD, no WebGPU when asked for, a family we do not know
  | 'out-of-memory'
  | 'device-lost'
  | 'network'
  | 'storage'
  | 'engine-gone'; // the worker died

/** Plain data, so that it crosses threads whole. */
export type Failure = {
  readonly kind: FailureKind;
  readonly message: string;
  /** The facts behind the sentence: file, tensor, offset, name of a setting … */
  readonly details?: Readonly<Record<string, string | number>>;
};

/** Carries a Failure through `throw` within one thread; keeps `cause`. */
export class FailureError extends Error {
  override readonly name = 'FailureError';
  readonly failure: Failure;

  constructor(failure: Failure, cause?: unknown) {
    super(failure.message, cause === undefined ? undefined : { cause });
    this.failure = failure;
  }
}

export function fail(
  kind: FailureKind,
  message: string,
  details?: Readonly<Record<string, string | number>>,
  cause?: unknown,
): never {
  throw new FailureError(details ? { kind, message, details } : { kind, message }, cause);
}

/** An untrusted value as a sentence shows it: briefly, and even when it is nested too deep to be written as JSON. */
export function quote(value: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(value) ?? 'nothing';
  } catch {
    return 'something that is nested too deep';
  }
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** A broken invariant of ours, never a user's mistake. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}
