import type { SitePart, SiteRuntime } from './site-files';

/** Message from page to service worker, with a port for the answer: keep one more file. */
export type KeepOrder = {
  readonly type: 'keep-next';
  readonly runtime: SiteRuntime;
  /** Keeps only files that this visit has fetched anyway. */
  readonly isThrifty: boolean;
};

/** The answer: what is not kept yet. */
export type KeptReport = {
  readonly missing: readonly SitePart[];
  readonly missingBytes: number;
  /** Whether asking again would keep more of it. */
  readonly hasMore: boolean;
  /** Reason why the file of this order is not kept. */
  readonly problem: 'network' | 'storage' | null;
};

export function isKeepOrder(data: unknown): data is KeepOrder {
  return typeof data === 'object' && data !== null && (data as { type?: unknown }).type === 'keep-next';
}
