import { vi } from 'vitest';

const LATE_MS = 5;

/**
 * What workers call of the page comes later than their answers, until mocks are restored: a callback has a port of its own,
 * and browsers keep an order within a port only.
 */
export function delayCallbacks(): void {
  const post = MessagePort.prototype.postMessage;
  vi.spyOn(MessagePort.prototype, 'postMessage').mockImplementation(function (this: MessagePort, ...given) {
    const { type, path } = given[0] as { readonly type?: string; readonly path?: readonly string[] };
    const isForCallback = type === 'RELEASE' || (type === 'APPLY' && path?.length === 0);
    if (isForCallback) setTimeout(() => post.apply(this, given as Parameters<typeof post>), LATE_MS);
    else post.apply(this, given as Parameters<typeof post>);
  });
}
