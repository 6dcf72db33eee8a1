import type { AcceptedLicences } from '../../core/package/accepted-licences';

const CACHE_NAME = 'accepted-licences';

/** Kept in a Cache, which page and workers share and which survives a reload. Its keys are addresses. */
const keyOf = (fingerprint: string) => `https://licence.invalid/${fingerprint}`;

/** The licences that were accepted on this device. Where a browser keeps nothing, nothing is accepted. */
export const acceptedLicences: AcceptedLicences = {
  async has(fingerprint) {
    if (typeof caches === 'undefined') return false;
    const cache = await caches.open(CACHE_NAME);
    return (await cache.match(keyOf(fingerprint))) !== undefined;
  },
};

export async function acceptLicence(fingerprint: string): Promise<void> {
  const cache = await caches.open(CACHE_NAME);
  await cache.put(keyOf(fingerprint), new Response('accepted'));
}
