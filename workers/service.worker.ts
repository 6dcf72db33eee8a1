import { SiteCache, type SiteFile } from '../src/platform/service-worker/site-cache';
import { isNeededHere } from '../src/platform/service-worker/site-files';

/** The list of the site's files is written in here by the build. */
declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: readonly SiteFile[] };

const files = self.__WB_MANIFEST.filter(({ url }) => isNeededHere(url));
const site = new SiteCache(files, self.registration.scope, caches, (request) => fetch(request));

self.addEventListener('install', (event) => event.waitUntil(site.install()));
self.addEventListener('activate', (event) =>
  event.waitUntil(site.removeOld().then(() => self.clients.claim())),
);
self.addEventListener('fetch', (event) => {
  if (site.owns(event.request)) event.respondWith(site.answer(event.request));
});
