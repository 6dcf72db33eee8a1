import type { OfflineState } from '../../../platform/service-worker/site-keeper';

export type OfflineSlice = {
  readonly offline: OfflineState;
  /** A newer version of the page. `held-up`: other tabs use the one before. */
  readonly update: 'none' | 'waiting' | 'held-up';
  /** The browser offers to install the page. */
  readonly isInstallOffered: boolean;
};

export const firstOffline: OfflineSlice = {
  offline: { type: 'unknown' },
  update: 'none',
  isInstallOffered: false,
};
