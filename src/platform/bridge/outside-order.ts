import { importLater } from '../../core/data/import-later';
import { askOthersBy, type OutsideReason } from '../http/other-sites';

/** Message of a worker to its page: ask another site. The call and its reply travel over the port. */
export type OutsideOrder = {
  readonly type: 'ask-outside';
  readonly reason: OutsideReason;
  readonly cache: RequestCache;
  readonly port: MessagePort;
};

/**
 * Makes requests of this worker to other sites go through its page: the worker's own policy allows none, and the page's
 * names the sites that a person has agreed to. The page answers with `obeyOutsideOrders`.
 */
export function askOthersThroughPage(
  scope: Pick<DedicatedWorkerGlobalScope, 'postMessage'> = self as never,
): void {
  askOthersBy(async (url, { method = 'GET', headers, signal, cache = 'default' }, reason) => {
    const load = () => import('../api/call-wire');
    const { sendCall } = await importLater(load);
    const { port1, port2 } = new MessageChannel();
    scope.postMessage({ type: 'ask-outside', reason, cache, port: port2 } satisfies OutsideOrder, [port2]);
    const head = { method, path: url.href, headers: [...new Headers(headers)] };
    return sendCall(port1, head, null, signal ?? new AbortController().signal).reply;
  });
}

/** Asks other sites for a worker of this page, under the page's policy. */
export function obeyOutsideOrders(worker: EventTarget): void {
  worker.addEventListener('message', (event) => {
    const { data } = event as MessageEvent<unknown>;
    if (!isOutsideOrder(data)) return;
    const { port, reason, cache } = data;
    const load = () => import('./serve-outside');
    importLater(load).then(
      ({ serveOutside }) => serveOutside(port, reason, cache),
      // The worker sees a connection that broke.
      () =>
        port.postMessage({ type: 'failed', error: { type: 'error', name: 'TypeError', message: 'no code' } }),
    );
  });
}

function isOutsideOrder(data: unknown): data is OutsideOrder {
  return (data as { type?: unknown } | null)?.type === 'ask-outside';
}
