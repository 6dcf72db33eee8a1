import { english, type Sentence, say, type Words } from './sentence';

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
  /** The message with its values apart, where it can be said in other languages. */
  readonly sentence?: Sentence;
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

export function fail(kind: FailureKind, words: Words, details?: Failure['details'], cause?: unknown): never {
  throw new FailureError(failureOf(kind, words, details), cause);
}

export function failureOf(kind: FailureKind, words: Words, details?: Failure['details']): Failure {
  const message = withoutDirectionMarks(english(words));
  return {
    kind,
    message,
    ...(typeof words === 'string' ? {} : { sentence: plainSentence(words) }),
    ...(details ? { details } : {}),
  };
}

/** Marks that reverse the direction of text: untrusted text could change how our message reads. */
const directionMarks = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

export function withoutDirectionMarks(text: string): string {
  return text.replace(directionMarks, '');
}

function plainSentence({ template, values }: Sentence): Sentence {
  const plain = values.map((value) => {
    if (typeof value === 'string') return withoutDirectionMarks(value);
    return typeof value === 'object' && 'template' in value ? plainSentence(value) : value;
  });
  return { template, values: plain };
}

/** Failure for an unforeseen error, by the boundary where errors become data. */
export type UnforeseenWords = {
  readonly kind: FailureKind;
  /** @param error its name and its text. */
  readonly sentence: (error: string) => Words;
};

/** Runtime messages for memory that has run out; they have no error type of their own for it. */
const memoryWords =
  /bad_alloc|out of memory|allocation failed|failed to allocate|memory access out of bounds|OOM/i;

/** Any error as a Failure. */
export function failureFrom(error: unknown, words: UnforeseenWords): Failure {
  if (error instanceof FailureError) return error.failure;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const details = { error: text };
  if (!isOutOfMemory(error)) return failureOf(words.kind, words.sentence(text), details);
  return failureOf('out-of-memory', memoryIsFull, details);
}

const memoryIsFull = say`The memory of this page is full. Close other pages, or choose a smaller model or another backend.`;

export function isOutOfMemory(error: unknown): boolean {
  return memoryWords.test(String(error));
}

/** Message of an error, to end a sentence of ours. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const MAX_QUOTED = 80;

/** An untrusted value as a sentence shows it: as JSON, but never more of it is written than is shown. */
export function quoted(value: unknown): string | Sentence {
  return value === undefined ? say`nothing` : quote(value);
}

/** The same in English. */
export function quote(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = jsonStart(value, MAX_QUOTED + 1);
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
}

/** @returns the JSON of a value, or at least its first `room` characters; every level writes one before it goes deeper. */
function jsonStart(value: unknown, room: number): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return JSON.stringify(value.slice(0, room));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const isList = Array.isArray(value);
  let text = isList ? '[' : '{';
  for (const key in value) {
    if (text.length >= room) return text;
    const item: unknown = (value as Record<string, unknown>)[key];
    if (!isList && item === undefined) continue;
    if (text.length > 1) text += ',';
    if (!isList) text += `${JSON.stringify(key.slice(0, room))}:`;
    text += jsonStart(item, room - text.length);
  }
  return text + (isList ? ']' : '}');
}

/** A broken invariant of ours, never a user's mistake. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}
