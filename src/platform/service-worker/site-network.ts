import { noteOutside } from '../http/other-sites';
import { orderSiteWorker } from './register-site-worker';
import type { RequestLine } from './request-log';
import { type WatchedRequest, watchRequests } from './request-watch';
import type { NetworkRules } from './site-policy';
import { followThreads } from './thread-requests';

/** The page's view of its network, and the changes that it may make. */
export type SiteNetwork = {
  readonly requests: {
    readonly getState: () => readonly WatchedRequest[];
    readonly subscribe: (listener: () => void) => () => void;
  };
  /** @returns the rules that hold then; null while no service worker is in charge of this page. */
  readonly rules: (change?: Partial<NetworkRules>) => Promise<NetworkRules | null>;
};

/** @returns undefined in a browser without service workers. */
export function openSiteNetwork(): SiteNetwork | undefined {
  const container: ServiceWorkerContainer | undefined = navigator.serviceWorker;
  if (!container) return undefined;
  const requests = watchRequests({
    container,
    askLines: () => orderSiteWorker<readonly RequestLine[]>(container.controller!, { type: 'request-lines' }),
    followTimes: (listener) => {
      const tell = (list: PerformanceObserverEntryList) =>
        (list.getEntries() as PerformanceResourceTiming[]).forEach(listener);
      new PerformanceObserver(tell).observe({ type: 'resource', buffered: true });
    },
    followThreads,
    followRefusals: (listener) =>
      document.addEventListener('securitypolicyviolation', ({ blockedURI }) => listener(blockedURI)),
    openedAt: performance.timeOrigin,
    now: () => performance.timeOrigin + performance.now(),
  });
  noteOutside(requests.outside);
  return {
    requests,
    rules: async (change = {}) =>
      container.controller
        ? orderSiteWorker<NetworkRules>(container.controller, { type: 'network-rules', change })
        : null,
  };
}
