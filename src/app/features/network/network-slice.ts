import type { WatchedRequest } from '../../../platform/service-worker/request-watch';
import type { NetworkRules } from '../../../platform/service-worker/site-policy';

export type NetworkSlice = {
  readonly network: {
    /** Null while no service worker is in charge of the page, which enforces them. */
    readonly rules: NetworkRules | null;
    /** Oldest first; empty until the list was opened. */
    readonly requests: readonly WatchedRequest[];
    /** Sites that models may be fetched from. */
    readonly origins: readonly string[];
    /** Sites that the page's policy names: as they were when it was opened. */
    readonly reachable: readonly string[];
  };
};

export const firstNetwork: NetworkSlice = {
  network: { rules: null, requests: [], origins: [], reachable: [] },
};

export const networkChanged =
  (change: Partial<NetworkSlice['network']>) =>
  ({ network }: NetworkSlice): NetworkSlice => ({ network: { ...network, ...change } });

/** True when the page has to be opened anew for the sites to be those of the list. */
export const hasOtherSites = ({ network: { origins, reachable } }: NetworkSlice): boolean =>
  origins.length !== reachable.length || origins.some((origin) => !reachable.includes(origin));
