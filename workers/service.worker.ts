import { isNeededHere, type SiteFile } from '../src/platform/service-worker/site-files';
import { createSiteWorker } from '../src/platform/service-worker/site-worker';

/** The list of the site's files is written in here by the build. */
declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: readonly SiteFile[] };

const site = createSiteWorker(
  self,
  self.__WB_MANIFEST.filter(({ url }) => isNeededHere(url)),
);

self.addEventListener('install', (event) => event.waitUntil(site.install()));
self.addEventListener('activate', (event) =>
  event.waitUntil(
    site.removeOld().then(() => {
      // Not awaited: Firefox ends it once every thread of every page has answered, and those of the runtime
      // wait for work and never do. A worker that is not active within a minute is ended, with the requests
      // that it has.
      void self.clients.claim();
    }),
  ),
);
self.addEventListener('message', (event) =>
  event.waitUntil(site.take(event).then((answer) => event.ports[0]?.postMessage(answer))),
);
self.addEventListener('fetch', (event) => site.answer(event));
