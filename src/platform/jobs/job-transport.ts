/** A task as the service sends it; the fields that every caller needs have types. */
export type Task = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly status: number;
  readonly status_text?: string;
  readonly progress?: number;
  readonly progress_detail?: { readonly current: number; readonly total: number; readonly unit: string };
  readonly output: TaskOutput | null;
  readonly error: string;
  /** Sound of the piece that was finished last; in an update only. */
  readonly partial_output?: {
    readonly audio: string;
    readonly sample_rate: number;
    readonly start_sample: number;
    readonly sample_count: number;
    readonly piece: number;
    readonly text: string;
  };
};

export type TaskOutput = Readonly<Record<string, unknown>> & { readonly audio_output: string };

export type JobTransport = {
  readonly baseUrl: string;
  readonly fetch: (input: string, init: RequestInit) => Promise<Response>;
  readonly headers: Readonly<Record<string, string>>;
};

/** A call that was answered with an error. */
export class JobCallError extends Error {
  override readonly name = 'JobCallError';
  readonly status: number;
  /** Path of the wrong field, where it is one. */
  readonly field: string | null;

  constructor(status: number, message: string, field: string | null) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

/** @throws JobCallError with the sentence of the answer. */
export async function answerOf(
  { baseUrl, fetch, headers }: JobTransport,
  method: string,
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  const own = new Headers({ ...headers, ...Object.fromEntries(new Headers(init.headers)) });
  const reply = await fetch(`${baseUrl}${path}`, { ...init, method, headers: own });
  if (reply.ok) return reply;
  const problem: unknown = await reply.json().catch(() => null);
  const text = (key: string) => {
    const value = (problem as Readonly<Record<string, unknown>> | null)?.[key];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const message = text('detail') ?? text('title') ?? `The call was answered with the status ${reply.status}.`;
  throw new JobCallError(reply.status, message, text('field'));
}

/** The object of an answer, out of the wrapper that some versions of the service put around it. */
export async function answered<T>(
  transport: JobTransport,
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const reply = await answerOf(transport, method, path, {
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    ...(signal ? { signal } : {}),
  });
  if (reply.status === 204) return undefined as T;
  const value: unknown = await reply.json();
  const isWrapped = typeof value === 'object' && value !== null && 'data' in value && !Array.isArray(value);
  return (isWrapped ? value.data : value) as T;
}
