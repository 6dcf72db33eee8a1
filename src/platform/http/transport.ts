import { orAborted } from '../../core/data/or-aborted';
import { english, type Sentence, say } from '../../core/sentence';
import { within } from '../time/within';

/** Limits for retries, and for a connection that stands still. */
export type RetryPolicy = {
  /** Wait before each further try; bytes that arrive begin the list anew. */
  readonly delaysMilliseconds: readonly number[];
  /** A connection without a byte for this long has failed. */
  readonly stallMilliseconds: number;
};

/** Long enough for a laptop to reconnect after it was closed. */
export const patientRetry: RetryPolicy = {
  delaysMilliseconds: [500, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000],
  stallMilliseconds: 30_000,
};

/** The way to web servers: `fetch` is `askServer`, but in tests. */
export type Transport = {
  readonly fetch: (url: URL, init: RequestInit) => Promise<Response>;
  readonly retry: RetryPolicy;
  /**
   * Whether a request may carry `If-Range`. In a page only to its own site: elsewhere that header needs a
   * CORS preflight, which many hosts refuse. The version in every answer is compared in any case.
   */
  readonly mayConditionRange: (url: URL) => boolean;
};

/** Something that may be better at the next try. */
export class TransferFault extends Error {
  override readonly name = 'TransferFault';
  /** Time from the server's Retry-After, if any. */
  readonly waitMilliseconds: number | null;

  readonly sentence: Sentence;

  constructor(sentence: Sentence, waitMilliseconds: number | null = null, cause?: unknown) {
    super(english(sentence), { cause });
    this.sentence = sentence;
    this.waitMilliseconds = waitMilliseconds;
  }
}

/** @throws the signal's reason when it is aborted before. */
export async function waited(milliseconds: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await orAborted(wait, signal).finally(() => clearTimeout(timer));
}

/** @throws TransferFault when `work` takes longer; the work itself goes on and must be ended by the caller. */
export async function withinStall<T>(work: Promise<T>, stallMilliseconds: number): Promise<T> {
  return within(stallMilliseconds, () => work).catch((error: unknown) => {
    if (!(error instanceof DOMException && error.name === 'TimeoutError')) throw error;
    throw new TransferFault(say`nothing arrived for ${stallMilliseconds / 1000} seconds`);
  });
}
