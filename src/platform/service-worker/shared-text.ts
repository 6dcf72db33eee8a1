import type { Failure } from '../../core/failure';

/** A text that another program has shared, as far as it could be read, and the failure that names the files that could not. */
export type SharedText = { readonly text: string; readonly failure: Failure | null };

/** Address below the site's folder that a shared text is posted to, as in manifest.webmanifest; the text waits under it. */
export const shareAddress = (scope: string): string => `${scope}share`;
export const shareCache = (scope: string): string => `pagevoice-shared ${scope}`;

/** Takes the text that waits for this page. @returns null when nothing waits. */
export async function takeShared(scope: string, caches: CacheStorage): Promise<SharedText | null> {
  const name = shareCache(scope);
  const kept = await caches.match(shareAddress(scope), { cacheName: name });
  await caches.delete(name);
  return kept ? ((await kept.json()) as SharedText) : null;
}
