/**
 * Registers the worker that keeps the site for use without a network. Call it once the page has what it needs:
 * the worker then fetches every file of the site, most of them out of the browser's own cache.
 * @param scriptUrl address of the built service.worker.js; it serves the folder that it lies in.
 * @returns what went wrong, for display; null when all is well or the browser has no service workers.
 */
export async function registerSiteWorker(scriptUrl: URL): Promise<string | null> {
  if (!('serviceWorker' in navigator)) return null;
  try {
    await navigator.serviceWorker.register(scriptUrl);
    return null;
  } catch (error) {
    return `This page could not be kept for use offline: ${error instanceof Error ? error.message : error}`;
  }
}
