/**
 * Requests need a whole address. Nobody can have this one, so that nothing could be sent there by mistake.
 */
export const PLACE = 'https://page.invalid';

/**
 * Address of a hosted server of OpenAI's API that the paths of calls follow.
 * @param url up to `/v1`, with or without it; a query and a fragment are no part of it.
 */
export function serverBase(url: string): string {
  const { href, search, hash } = new URL(url);
  const plain = href.slice(0, href.length - search.length - hash.length);
  return plain.replace(/\/+$/, '').replace(/\/v1$/, '');
}
