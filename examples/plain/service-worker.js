const NAME = 'lighthouse-1';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) => event.waitUntil(keepAll(event.data)));
self.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'GET' && url.startsWith(self.registration.scope))
    event.respondWith(answer(url, event.request));
});

async function keepAll(addresses) {
  const cache = await caches.open(NAME);
  for (const url of addresses) {
    if (url.startsWith(self.registration.scope) && !(await cache.match(url))) await cache.add(url);
  }
}

// A part of a file is answered with the whole of it, which Pagevoice takes as well: only whole files can be
// kept.
async function answer(url, request) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(url);
  if (kept) return kept;
  const response = await fetch(request.mode === 'navigate' ? request : url);
  if (response.status === 200) await cache.put(url, response.clone());
  return response;
}
