import { within } from '../time/within';
import type { KeepOrder, KeptReport } from './keeping-protocol';
import type { SiteOrder } from './site-orders';

/** Browsers end a service worker whose work on one message takes longer than five minutes. */
const LONGEST_MILLISECONDS = 6 * 60 * 1000;

/**
 * Registers the worker that keeps the site for use without a network. Call it once the page has what it needs.
 * @param scriptUrl address of the built service.worker.js; it serves the folder that it lies in.
 * @returns it, once it is active.
 * @throws Error when the browser has no service workers, or the page's code could not be kept, or not in time.
 */
export async function registerSiteWorker(scriptUrl: URL): Promise<ServiceWorker> {
  if (!('serviceWorker' in navigator)) throw new Error('This browser has no service workers.');
  const registration = await navigator.serviceWorker.register(scriptUrl);
  const coming = registration.installing ?? registration.waiting;
  return registration.active ?? (await within(LONGEST_MILLISECONDS, () => whenActive(coming)));
}

function whenActive(worker: ServiceWorker | null): Promise<ServiceWorker> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (worker?.state === 'activated') resolve(worker);
      else if (!worker || worker.state === 'redundant') reject(new Error('The page could not be kept.'));
    };
    worker?.addEventListener('statechange', look);
    look();
  });
}

/**
 * Asks the worker, which is registered with the first order. Where that failed, the next order registers it again.
 * The asker throws Error when there is none, or when it has not answered for so long that it must have been ended.
 */
export function siteWorkerAsker(
  register: () => Promise<ServiceWorker>,
): (order: KeepOrder) => Promise<KeptReport> {
  let registered: Promise<ServiceWorker> | null = null;
  return async (order) => {
    registered ??= register();
    const worker = await registered.catch((error: unknown) => {
      registered = null;
      throw error;
    });
    return orderSiteWorker(worker, order);
  };
}

/** @returns the answer. @throws Error when it has not answered for so long that it must have been ended. */
export function orderSiteWorker<Answer>(
  worker: ServiceWorker,
  order: KeepOrder | SiteOrder,
): Promise<Answer> {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<Answer>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
  });
  worker.postMessage(order, [port2]);
  return within(LONGEST_MILLISECONDS, () => answer).finally(() => port1.close());
}
