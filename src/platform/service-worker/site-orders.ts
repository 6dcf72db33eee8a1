import type { NetworkRules } from './site-policy';

/** Messages from a page to the service worker, each with a port for the answer; `KeepOrder` is another. */
export type SiteOrder =
  /** Answered with the `NetworkRules` that hold then. */
  | { readonly type: 'network-rules'; readonly change: Partial<NetworkRules> }
  /** Answered with the `RequestLine`s so far. */
  | { readonly type: 'request-lines' }
  /** To a new version that waits. Answered with true when it takes over, false while other tabs use the old one. */
  | { readonly type: 'take-over' };

const types: readonly unknown[] = [
  'network-rules',
  'request-lines',
  'take-over',
] satisfies SiteOrder['type'][];

export function isSiteOrder(data: unknown): data is SiteOrder {
  return types.includes((data as { type?: unknown } | null)?.type);
}
