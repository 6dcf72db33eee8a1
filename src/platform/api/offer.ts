/**
 * Message to a window, with a port: whoever answers calls says `here` on it. Part of the protocol that
 * docs/api.md describes.
 */
export const OFFER = 'pagevoice-offer';

export function isOffer(data: unknown): boolean {
  return typeof data === 'object' && data !== null && (data as { type?: unknown }).type === OFFER;
}
