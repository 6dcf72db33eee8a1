import { isServed } from '../api/serving-lock';
import { CallRouter } from './call-router';
import { isKeepOrder } from './keeping-protocol';
import { NetworkGate } from './network-gate';
import { RequestLog, type RequestNews, type RequestOrigin, type RequestOutcome } from './request-log';
import { RulesShelf } from './rules-shelf';
import { ShareInbox } from './share-inbox';
import { isOpening, SiteCache } from './site-cache';
import type { SiteFile } from './site-files';
import { isSiteOrder, type SiteOrder } from './site-orders';
import { withPolicies } from './site-policy';

type Respond = Pick<FetchEvent, 'request' | 'clientId' | 'respondWith'>;

/** The parts of the site's service worker, joined. */
export function createSiteWorker(scope: ServiceWorkerGlobalScope, files: readonly SiteFile[]) {
  const { clients, registration } = scope;
  const folder = registration.scope;
  const { origin } = new URL(folder);
  const rules = new RulesShelf(folder, scope.caches);
  rules.read().catch(() => {}); // asked for again with the first request
  const log = new RequestLog((news) => void tellPages(news));
  const gate = new NetworkGate(rules, log, (request) => scope.fetch(request));
  const ask = (request: Request) => gate.fetch(request);
  const site = new SiteCache(files, folder, scope.caches, ask);
  const calls = new CallRouter(folder, clients, () => isServed(folder, scope.navigator.locks), ask);
  const shares = new ShareInbox(folder, scope.caches);

  async function tellPages(news: RequestNews): Promise<void> {
    const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
    for (const page of pages) if (page.url.startsWith(folder)) page.postMessage(news);
  }

  /** No answer waits for it: browsers tell of a thread once it has loaded, and its own files are asked about too. */
  async function askerOf({ request, clientId }: Respond): Promise<RequestOrigin> {
    if (request.mode === 'navigate') return 'page';
    return (await clients.get(clientId))?.type === 'window' ? 'page' : 'thread';
  }

  /** Notes the request, unless the gate has. */
  async function noted(event: Respond, outcome: RequestOutcome, answer: () => Promise<Response>) {
    const from = askerOf(event);
    gate.isOf(event.request, from);
    const response = await answer();
    if (!gate.hasFetched(response)) void log.note(event.request, from, outcome);
    return response;
  }

  /** A page or a thread of the site comes under the policies that hold now. */
  async function ownFile(event: Respond): Promise<Response> {
    const { request } = event;
    const response = await noted(event, 'device', () => site.answer(request));
    if (!isOpening(request)) return response;
    const { status, statusText, headers, body } = response;
    const all = withPolicies(headers, request.mode === 'navigate', origin, await rules.read());
    return new Response(body, { status, statusText, headers: all });
  }

  function answer(event: Respond): void {
    const { request } = event;
    if (site.owns(request)) event.respondWith(ownFile(event));
    else if (calls.owns(request)) event.respondWith(noted(event, 'page', () => calls.answer(event)));
    else if (shares.owns(request)) event.respondWith(noted(event, 'device', () => shares.receive(request)));
    else if (rules.now?.isCut === false) void log.note(request, askerOf(event), 'network');
    else event.respondWith(noted(event, 'network', () => gate.fetch(request)));
  }

  async function obey(order: SiteOrder): Promise<unknown> {
    if (order.type === 'network-rules') return rules.change(order.change);
    if (order.type === 'request-lines') return log.lines;
    const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
    const isOnly = pages.filter(({ url }) => url.startsWith(folder)).length <= 1;
    if (isOnly) await scope.skipWaiting();
    return isOnly;
  }

  async function take({ data }: Pick<ExtendableMessageEvent, 'data'>): Promise<unknown> {
    if (isKeepOrder(data)) return site.keepNext(data);
    return isSiteOrder(data) ? obey(data) : undefined;
  }

  return { install: () => site.install(), removeOld: () => site.removeOld(), answer, take };
}
