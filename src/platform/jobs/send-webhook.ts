import type { WebhookSender } from '../../core/jobs/job-host';
import { askServer } from '../http/ask-server';

/** Limit of browsers for what may go on after the page is closed, of all requests together. */
const MAX_KEEPALIVE_BYTES = 60_000;
const TIMEOUT_MS = 30_000;

/**
 * Reports by `fetch`; neither cookies nor the page's address go along. The receiver must allow other sites to
 * send JSON (CORS), and the policy of this site must allow its address.
 * @param isBlind sends text that needs no such permission, to receivers that were not made for pages; whether
 * they took it cannot be known.
 */
export function webhookSender(isBlind = false): WebhookSender {
  return {
    async send(address, body) {
      const isSmall = new TextEncoder().encode(body).length <= MAX_KEEPALIVE_BYTES;
      const init: RequestInit = {
        method: 'POST',
        body,
        mode: isBlind ? 'no-cors' : 'cors',
        headers: { 'content-type': isBlind ? 'text/plain;charset=UTF-8' : 'application/json' },
        keepalive: isSmall,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      };
      const reply = await askServer(new URL(address), init, 'webhook');
      return reply.status;
    },
  };
}
