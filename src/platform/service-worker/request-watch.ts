import { createStore } from 'zustand/vanilla';
import type { OutsideReason } from '../http/other-sites';
import { isRequestNews, MOST_LINES, type RequestLine } from './request-log';
import type { ThreadRequest } from './thread-requests';

/** A request, with the reason that code of ours gave for asking another site; null where none did. */
export type WatchedRequest = RequestLine & { readonly reason: OutsideReason | null };

/** The browser's own record of a request of the page. */
type TimedRequest = Pick<PerformanceResourceTiming, 'name' | 'initiatorType' | 'startTime'>;

export type WatchPorts = {
  readonly container: Pick<ServiceWorkerContainer, 'controller' | 'addEventListener' | 'startMessages'>;
  /** Requests that the service worker has seen so far. */
  readonly askLines: () => Promise<readonly RequestLine[]>;
  readonly followTimes: (listener: (request: TimedRequest) => void) => void;
  readonly followThreads: (listener: (request: ThreadRequest) => void) => void;
  readonly followRefusals: (listener: (url: string) => void) => void;
  /** Milliseconds since 1970 at which the page was opened. */
  readonly openedAt: number;
  readonly now: () => number;
};

/**
 * Lists what this page, its threads and the service worker ask for, from the page's beginning. Before a service worker is in
 * charge, at the first visit, that is the browser's record in the page and in each thread, and all to other sites.
 */
export function watchRequests(ports: WatchPorts) {
  const { container, openedAt, now } = ports;
  const { getState, setState, subscribe } = createStore<readonly WatchedRequest[]>()(() => []);
  const known = new Set<string>();
  const reasons = new Map<string, OutsideReason>();
  let count = 0;

  function add(line: RequestLine): void {
    if (known.has(line.id) || line.at < openedAt) return;
    known.add(line.id);
    const watched = { ...line, reason: reasons.get(line.url) ?? null };
    setState((lines) => [...lines, watched].slice(-MOST_LINES), true);
  }

  function addOwn(url: string, change: Partial<RequestLine>): void {
    const id = `page-${++count}`;
    add({ id, at: now(), method: 'GET', url, destination: '', from: 'page', outcome: 'network', ...change });
  }

  /** Call it before another site is asked. */
  function outside(url: URL, reason: OutsideReason, method: string): void {
    reasons.set(url.href, reason);
    if (!container.controller) addOwn(url.href, { method });
  }

  container.addEventListener('message', ({ data }) => {
    if (isRequestNews(data)) add(data.line);
  });
  container.startMessages();
  if (container.controller)
    ports.askLines().then(
      (lines) => lines.forEach(add),
      () => {}, // it was ended; it tells of the next ones
    );
  ports.followTimes(({ name, initiatorType, startTime }) => {
    const isOther = reasons.has(name);
    if (!container.controller && !isOther)
      addOwn(name, { at: openedAt + startTime, destination: initiatorType });
  });
  ports.followThreads((request) => {
    if (!container.controller) addOwn(request.url, { ...request, from: 'thread' });
  });
  ports.followRefusals((url) => addOwn(url, { outcome: 'refused' }));
  return { getState, subscribe, outside };
}
