/** How long to be patient with a network that fails, and when to call it still. */
export type RetryPolicy = {
  /** Wait before each further try; bytes that arrive begin the list anew. */
  readonly delaysMilliseconds: readonly number[];
  /** Without a byte for this long a connection counts as dead. */
  readonly stallMilliseconds: number;
};

/** Patient enough for a laptop that was closed and looks for its network again. */
export const patientRetry: RetryPolicy = {
  delaysMilliseconds: [500, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000],
  stallMilliseconds: 30_000,
};

/** The way to web servers. */
export type Transport = {
  readonly fetch: (url: URL, init: RequestInit) => Promise<Response>;
  readonly retry: RetryPolicy;
  /**
   * Whether a request may carry `If-Range`. In a page only to its own site: elsewhere that header costs a question
   * first, which many hosts refuse. The version in every answer is compared in any case.
   */
  readonly mayConditionRange: (url: URL) => boolean;
};

/** Something that may be better at the next try. */
export class TransferFault extends Error {
  override readonly name = 'TransferFault';
  /** What the server asked for, if it did. */
  readonly waitMilliseconds: number | null;

  constructor(message: string, waitMilliseconds: number | null = null, cause?: unknown) {
    super(message, { cause });
    this.waitMilliseconds = waitMilliseconds;
  }
}

/** @throws the signal's reason when it is aborted before. */
export function waited(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** @throws TransferFault when `work` takes longer; the work itself goes on and must be ended by the caller. */
export async function withinStall<T>(work: Promise<T>, stallMilliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new TransferFault(`nothing arrived for ${stallMilliseconds / 1000} seconds`)),
      stallMilliseconds,
    );
  });
  try {
    return await Promise.race([work, stalled]);
  } finally {
    clearTimeout(timer);
  }
}
