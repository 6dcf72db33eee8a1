import { isOpenAiPath } from '../../../core/api/api-paths';
import { MAX_FILE_BYTES } from '../../../core/api/body-limits';
import { RefusedCall } from '../../../core/api/refused-call';
import { errorReply } from '../../../core/api/replies';
import { requireKey } from '../../../core/api/require-key';
import { bytesText } from '../../../core/data/units';
import { createApiFetch } from '../../../platform/api/api-fetch';
import { bytesOf, type CallHead, type ServedCall, serveCall } from '../../../platform/api/call-wire';
import { PLACE } from '../../../platform/api/place';
import type { ControllerParts } from '../../controller-parts';
import type { ModelsController } from '../models/models-controller';
import type { ApiOptions, HostedServer } from './api-slice';
import { type Arrival, ArrivalOrder } from './arrival-order';
import { createCallLog } from './call-log';
import { askHostedServer, hostedAddress } from './hosted-server';
import { createPageHandle } from './page-handle';

/** Calls that are read or answered at once; more are refused, so that a loop cannot fill the memory. */
const MOST_CALLS = 100;

export type ApiServer = ReturnType<typeof createApiServer>;

type Bytes = Uint8Array<ArrayBuffer>;

/** Answers calls of the API in this page, whichever way they came. */
export function createApiServer(parts: ControllerParts, models: ModelsController) {
  const { store, ports } = parts;
  const ownOrigin = ports.apiDoors?.origin ?? null;
  const arrivals = new ArrivalOrder();
  const log = createCallLog(store, ownOrigin, ports.nowSeconds);
  const { answer: handle, jobs } = createPageHandle(parts, models, log);

  /** @param origin of the window that calls; null for this site. */
  function serve(port: MessagePort, origin: string | null): void {
    const place = arrivals.enter();
    const caller = serveCall(port, (call) => answer(call, origin, place));
    caller.addEventListener('abort', place.leave);
  }

  /** `fetch` for scripts of this page. */
  const fetchHere = createApiFetch((request) => {
    const { method, body, signal } = request;
    const head = { method, path: request.url.slice(PLACE.length), headers: [...request.headers] };
    const place = arrivals.enter();
    const call = { head, body: body && bytesOf(body), signal, soon: () => {} };
    return answer(call, null, place);
  });

  async function answer(call: ServedCall, origin: string | null, place: Arrival): Promise<Response> {
    const { head, signal } = call;
    const logged = log.begin(head, origin);
    try {
      return logged.follow(await answerAllowed(call, origin, place));
    } catch (error) {
      if (signal.aborted) {
        logged.leave();
        throw error;
      }
      const header = (wanted: string) =>
        head.headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null;
      const { status, headers, body } = errorReply(error, formOf(head.path), { header });
      return logged.follow(new Response(body as string, { status, headers }));
    } finally {
      place.leave();
    }
  }

  async function answerAllowed(call: ServedCall, origin: string | null, place: Arrival): Promise<Response> {
    const { head, body, signal } = call;
    const { options, workingCount } = store.getState().api;
    const isForeign = origin !== null && origin !== ownOrigin;
    const headers = new Headers(head.headers.map(([name, value]) => [name, value]));
    if (isForeign) requireCaller(headers, origin, options);
    if (workingCount > MOST_CALLS) {
      const message = `${MOST_CALLS} calls are waiting already. Try again in a moment.`;
      throw new RefusedCall(429, 'queue_full', message);
    }
    const bytes = body && (await readWhole(body));
    const { method, path } = head;
    if (options.server.isOn && isOpenAi(path)) {
      requireKey(options.key, headers.get('authorization'));
      place.leave();
      return askAway(options.server, head, headers, bytes, signal);
    }
    const request = new Request(new URL(path, PLACE), { method, headers, body: bytes, signal });
    return handle(request, call.soon, place);
  }

  function askAway(
    server: HostedServer,
    { path, method }: CallHead,
    headers: Headers,
    body: Bytes | null,
    signal: AbortSignal,
  ): Promise<Response> {
    const ask = () => askHostedServer(server, path, { method, headers, body }, signal);
    const result = ({ status }: Response) => ({ status, byteLength: 0 });
    return log.noteOutside(method, hostedAddress(server.url, path).href, ask, result);
  }

  return { serve, fetch: fetchHere, jobs };
}

/**
 * Windows of other sites may call with the key, from an origin that is allowed. The API asks for the key
 * again; this comes before anything is read or sent elsewhere.
 */
function requireCaller(headers: Headers, origin: string, { key, callers }: ApiOptions): void {
  if (!callers.includes(origin)) {
    const message = `Windows of ${origin} may not call this page. A person can allow it under “API” in the page.`;
    throw new RefusedCall(401, 'origin_not_allowed', message);
  }
  if (key === '') {
    const message =
      'Windows of other sites need a key, and this page has none yet. Set one under “API” in the page.';
    throw new RefusedCall(401, 'invalid_api_key', message);
  }
  requireKey(key, headers.get('authorization'));
}

async function readWhole(body: AsyncIterable<Bytes>): Promise<Bytes> {
  const parts: Bytes[] = [];
  let byteLength = 0;
  for await (const part of body) {
    byteLength += part.byteLength;
    if (byteLength > MAX_FILE_BYTES)
      throw new RefusedCall(
        413,
        'body_too_large',
        `The body of the call is larger than ${bytesText(MAX_FILE_BYTES)}. Send less, or shorter recordings.`,
      );
    parts.push(part);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

const isOpenAi = (path: string) => isOpenAiPath(path.replace(/\?.*$/, ''));
const formOf = (path: string) => (isOpenAi(path) ? 'openai' : 'problem');
