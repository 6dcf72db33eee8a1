import { isApiPath } from '../../core/api/api-paths';
import { fail } from '../../core/failure';
import { within } from '../time/within';
import { type CallHead, sendCall } from './call-wire';
import { OFFER } from './offer';
import { PLACE } from './place';

/** As clients take it in place of the browser's own. */
export type ApiFetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

/** A window answers within milliseconds, unless its thread is busy or it is no page of Pagevoice. */
const LONGEST_ANSWER_MILLISECONDS = 5_000;

/**
 * A `fetch` that is answered in this page, whatever the origin and folder of the address: clients that build
 * addresses of their own base work unchanged.
 * @param answer gets a request whose path is that of the API: `/v1/models`.
 */
export function createApiFetch(answer: (request: Request) => Promise<Response>): ApiFetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    const { signal } = asked;
    signal.throwIfAborted();
    const body = hasBody(asked) ? await asked.arrayBuffer() : null;
    const { method, headers } = asked;
    return answer(new Request(new URL(apiPath(asked.url), PLACE), { method, headers, body, signal }));
  };
}

/**
 * A `fetch` that is answered by a page of Pagevoice in another window, such as a frame: of this site, or of
 * another one that allows this origin and knows the key.
 * @param origin of that page; nothing is sent to any other.
 */
export function createFrameFetch(target: Window, origin: string): ApiFetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    asked.signal.throwIfAborted();
    const port = await offerTo(target, origin);
    const head: CallHead = { method: asked.method, path: apiPath(asked.url), headers: [...asked.headers] };
    const body = hasBody(asked) ? new Response(await asked.arrayBuffer()).body : null;
    return sendCall(port, head, body, asked.signal).reply;
  };
}

function offerTo(target: Window, origin: string): Promise<MessagePort> {
  const { port1, port2 } = new MessageChannel();
  const here = new Promise<MessagePort>((resolve) => {
    port1.onmessage = () => resolve(port1);
  });
  target.postMessage({ type: OFFER }, origin, [port2]);
  return within(LONGEST_ANSWER_MILLISECONDS, () => here).catch((error: unknown) =>
    fail(
      'network',
      `No page of Pagevoice answers in the window of ${origin}. Show it there, and wait until it is loaded.`,
      {},
      error,
    ),
  );
}

/** The part of an address that names something of the API, with its query. */
function apiPath(address: string): string {
  const { pathname, search } = new URL(address);
  const parts = pathname.slice(1).split('/');
  const from = parts.findIndex((_, index) => isApiPath(parts.slice(index).join('/')));
  return `/${parts.slice(Math.max(0, from)).join('/')}${search}`;
}

const hasBody = ({ method }: Request) => method !== 'GET' && method !== 'HEAD';
