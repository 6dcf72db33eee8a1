import { isoTime } from '../data/iso-time';
import type { Job } from './job';
import type { JobHost } from './job-host';
import { taskOutput, taskReply } from './task-reply';
import { isEnd, statusNumber } from './task-status';

/** Waits before further tries, in milliseconds: what is offline for an hour is still told. */
export const webhookDelaysMs: readonly number[] = [1000, 5000, 30_000, 120_000, 600_000, 3_600_000];

const PAGE_EVENT = 'event:';
/** Limit of a name or an address. */
const MAX_ADDRESS_CHARACTERS = 2000;

/** @returns the name of an event of this page; null for an address. */
export function pageEvent(webhook: string): string | null {
  return webhook.startsWith(PAGE_EVENT) ? webhook.slice(PAGE_EVENT.length) : null;
}

/** @returns why nothing can be reported to it, as the end of a sentence; null for one that can be used. */
export function whyNoWebhook(webhook: string, host: Pick<JobHost, 'webhooks'>): string | null {
  if (webhook.length > MAX_ADDRESS_CHARACTERS) return `is longer than ${MAX_ADDRESS_CHARACTERS} characters`;
  const event = pageEvent(webhook);
  if (event !== null)
    return /^[\w:.-]{1,100}$/.test(event)
      ? null
      : 'names no event: behind "event:" stand 1 to 100 letters, digits or any of _ : . -';
  if (!/^https?:$/.test(URL.canParse(webhook) ? new URL(webhook).protocol : ''))
    return 'must be an address that begins with https:, or "event:" and the name of an event of this page';
  if (/^https?:\/\/[^/]*@/i.test(webhook))
    return 'holds a user name or a password, which browsers do not send';
  if (host.webhooks === null)
    return 'would send the result out of this page, which is switched off. Switch webhooks on in the page (option "webhooks"), leave the field out, or use "event:" and a name';
  return host.webhooks.whyNot?.(webhook) ?? null;
}

/**
 * The message that is sent at the end of a job. Sources: the hosted app's page; @inferencesh/sdk and its Python twin,
 * WebhookPayload.
 */
export function webhookPayload(job: Job, host: JobHost): unknown {
  if (host.webhookBody === 'envelope') {
    const timestamp = isoTime(job.updatedAtMs);
    return { event: `task.${job.status}`, timestamp, data: taskReply(job, host) };
  }
  return {
    id: job.id,
    status: statusNumber(job.status, 'v1'),
    output: taskOutput(job, host),
    error: job.error,
    session_id: job.order.sessionId,
    created_at: isoTime(job.createdAtMs),
    updated_at: isoTime(job.updatedAtMs),
  };
}

export function isUndelivered({ status, delivery }: Job): boolean {
  return isEnd(status) && delivery?.state === 'waiting';
}
