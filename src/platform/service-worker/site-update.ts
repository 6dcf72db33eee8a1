import { orderSiteWorker } from './register-site-worker';

/** A newer version of the site that was fetched, and waits until no page uses the one before. */
export type SiteUpdate = {
  /** Tells once such a version waits. */
  readonly whenWaiting: (listener: () => void) => void;
  /** Lets it take over. @returns false while other tabs use the version before. */
  readonly takeOver: () => Promise<boolean>;
};

/** @param container of a page; a page that no service worker controls is of the newest version. */
export function watchUpdate(container: ServiceWorkerContainer): SiteUpdate {
  let waiting: ServiceWorker | null = null;

  function whenWaiting(listener: () => void): void {
    if (!container.controller) return;
    const found = (worker: ServiceWorker) => {
      waiting = worker;
      listener();
    };
    const follow = (registration: ServiceWorkerRegistration) => {
      if (registration.waiting) found(registration.waiting);
      registration.addEventListener('updatefound', () => {
        const { installing } = registration;
        installing?.addEventListener('statechange', () => {
          if (installing.state === 'installed') found(installing);
        });
      });
    };
    void container.ready.then(follow);
  }

  async function takeOver(): Promise<boolean> {
    if (!waiting) return false;
    const isInCharge = new Promise((resolve) =>
      container.addEventListener('controllerchange', resolve, { once: true }),
    );
    const mayTake = await orderSiteWorker<boolean>(waiting, { type: 'take-over' });
    if (mayTake) await isInCharge;
    return mayTake;
  }

  return { whenWaiting, takeOver };
}
