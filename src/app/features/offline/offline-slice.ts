import type { OfflineState } from '../../../platform/service-worker/site-keeper';

export type OfflineSlice = { readonly offline: OfflineState };

export const firstOffline: OfflineSlice = { offline: { type: 'unknown' } };
