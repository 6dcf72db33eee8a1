import type { ApiHost } from '../../core/api/api-host';
import { createApi } from '../../core/api/create-api';
import type { ApiCall, ApiReply, ApiRoute } from '../../core/api/exchange';
import { readBody } from './read-body';
import { replyStream } from './reply-stream';

export type HandleOptions = {
  /** Path that every address begins with, such as `/demo`; empty where the API stands at the root. */
  readonly basePath?: string;
  /** Called with the signal of the work behind a request, which the host's functions get. */
  readonly onWork?: (request: Request, signal: AbortSignal) => void;
};

/** Statuses whose replies have no body. */
const bodiless = new Set([204, 205, 304]);

/**
 * The API as a function of `fetch`'s own types.
 * @returns a function that rejects with the signal's reason when the request is aborted before its reply, as
 * `fetch` does.
 */
export function createHandle(
  host: ApiHost,
  routes: readonly ApiRoute[],
  { basePath = '', onWork }: HandleOptions = {},
): (request: Request) => Promise<Response> {
  const answer = createApi(host, routes);
  return async (request) => {
    const work = new AbortController();
    const stop = () => work.abort(request.signal.reason);
    if (request.signal.aborted) stop();
    request.signal.addEventListener('abort', stop, { once: true });
    const done = () => request.signal.removeEventListener('abort', stop);
    onWork?.(request, work.signal);
    try {
      const reply = await answer(callOf(request, basePath, work.signal), work.signal);
      return responseTo(reply, work, done);
    } catch (error) {
      done();
      throw error;
    }
  };
}

function callOf(request: Request, basePath: string, signal: AbortSignal): ApiCall {
  const { pathname, searchParams } = new URL(request.url);
  const path = pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : pathname;
  return {
    method: request.method,
    path: decoded(path),
    query: new Map(searchParams),
    header: (name) => request.headers.get(name),
    body: (kind) => readBody(request, signal, kind),
  };
}

/** A path with wrong escapes is left as it is: there is nothing at it. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function responseTo({ status, headers, body }: ApiReply, work: AbortController, done: () => void): Response {
  const isStream = body !== null && typeof body === 'object' && Symbol.asyncIterator in body;
  if (!isStream) done();
  const content = bodiless.has(status)
    ? null
    : isStream
      ? replyStream(body, work, done)
      : (body as string | Uint8Array<ArrayBuffer> | null);
  return new Response(content, { status, headers });
}
