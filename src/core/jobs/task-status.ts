/**
 * States of a job, in the order of their numbers in the newer scheme. Source: @inferencesh/sdk 0.6.54,
 * `TaskStatus…`.
 */
const names = [
  'unknown',
  'received',
  'queued',
  'dispatched',
  'preparing',
  'serving',
  'setting_up',
  'running',
  'cancelling',
  'uploading',
  'completed',
  'failed',
  'cancelled',
] as const;

export type TaskStatus = (typeof names)[number];

/** `v2` has a number for `cancelling`; in `v1` completed is 9, failed 10 and cancelled 11. */
export type StatusScheme = 'v1' | 'v2';

const olderNames = names.filter((name) => name !== 'cancelling');

/** The number of a state; the older scheme shows a job that is being cancelled as running. */
export function statusNumber(status: TaskStatus, scheme: StatusScheme): number {
  if (scheme === 'v2') return names.indexOf(status);
  return olderNames.indexOf(status === 'cancelling' ? 'running' : status);
}

/** @param status a number of the scheme, or a name. @returns `unknown` for anything else. */
export function parseStatus(status: unknown, scheme: StatusScheme): TaskStatus {
  const list: readonly TaskStatus[] = scheme === 'v2' ? names : olderNames;
  if (typeof status === 'number') return list[status] ?? 'unknown';
  return list.find((name) => typeof status === 'string' && name === status.toLowerCase()) ?? 'unknown';
}

export type EndStatus = 'completed' | 'failed' | 'cancelled';

export function isEnd(status: TaskStatus): status is EndStatus {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
