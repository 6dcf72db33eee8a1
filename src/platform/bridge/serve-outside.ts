import { serveCall } from '../api/call-wire';
import { askServer } from '../http/ask-server';
import type { OutsideReason } from '../http/other-sites';

/** Answers the one request that a worker sends over the port. Only what fetches models is let through. */
export function serveOutside(port: MessagePort, reason: OutsideReason, cache: RequestCache): void {
  serveCall(port, async ({ head: { method, path, headers }, signal }) => {
    if (method !== 'GET' && method !== 'HEAD')
      throw new TypeError(`A thread may not send ${method} to others.`);
    const list = headers.map(([name, value]): [string, string] => [name, value]);
    return askServer(new URL(path), { method, headers: list, cache, signal }, reason);
  });
}
