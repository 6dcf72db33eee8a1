import { isServed } from '../src/platform/api/serving-lock';
import { CallRouter } from '../src/platform/service-worker/call-router';
import { isKeepOrder } from '../src/platform/service-worker/keeping-protocol';
import { SiteCache } from '../src/platform/service-worker/site-cache';
import { isNeededHere, type SiteFile } from '../src/platform/service-worker/site-files';

/** The list of the site's files is written in here by the build. */
declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: readonly SiteFile[] };

const { scope } = self.registration;
const files = self.__WB_MANIFEST.filter(({ url }) => isNeededHere(url));
const site = new SiteCache(files, scope, caches, (request) => fetch(request));
const calls = new CallRouter(
  scope,
  self.clients,
  () => isServed(scope, navigator.locks),
  (request) => fetch(request),
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
self.addEventListener('message', (event) => {
  const { data, ports } = event;
  if (isKeepOrder(data)) event.waitUntil(site.keepNext(data).then((report) => ports[0]?.postMessage(report)));
});
self.addEventListener('fetch', (event) => {
  if (site.owns(event.request)) event.respondWith(site.answer(event.request));
  else if (calls.owns(event.request)) event.respondWith(calls.answer(event));
});
