import type { ApiHost } from '../api/api-host';
import type { JobStore } from './job-store';
import type { StatusScheme } from './task-status';

/** Port: reports the end of a job to an address outside of the page. */
export type WebhookSender = {
  /** @returns the status of the answer; 0 where it cannot be read. @throws when nothing was reached. */
  readonly send: (address: string, body: string) => Promise<number>;
  /** @returns why nothing may be sent there, as the end of a sentence; null where it may. */
  readonly whyNot?: (address: string) => string | null;
};

/** Port: all that jobs need from the place they run in. */
export type JobHost = {
  readonly api: ApiHost;
  readonly store: JobStore;
  /** Absolute address of the API, without a slash at its end: addresses of files begin with it. */
  readonly baseUrl: string;
  readonly statusScheme: StatusScheme;
  /** Null where no job may report its end to an address. */
  readonly webhooks: WebhookSender | null;
  /** Body of a report: that of the app's page, where completed is 9, or the envelope of the newer clients. */
  readonly webhookBody: 'flat' | 'envelope';
  /** An event of this page, for `webhook: "event:name"`. */
  readonly announce: (name: string, detail: unknown) => void;
  /** @returns a function that cancels the timer. */
  readonly after: (milliseconds: number, run: () => void) => () => void;
};

/** Jobs that may wait at once. */
export const MAX_WAITING_JOBS = 100;
/** Jobs that are kept; for a new one the oldest that has ended is removed. */
export const MAX_KEPT_JOBS = 1000;
export const MAX_FILES = 200;
/** Limit of all files together: an origin's storage is shared with the models. */
export const MAX_STORED_FILE_BYTES = 256 * 2 ** 20;
