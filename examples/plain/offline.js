// After the first visit in which something was heard, this page works without a network: the service worker
// keeps what the page has fetched. What came before the worker did is told to it here.
if ('serviceWorker' in navigator) {
  await navigator.serviceWorker.register('service-worker.js');
  const { active } = await navigator.serviceWorker.ready;
  const fetched = performance.getEntriesByType('resource').map(({ name }) => name);
  active.postMessage([location.href, ...fetched]);
}
