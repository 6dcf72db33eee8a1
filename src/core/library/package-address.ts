import { PUBLIC_HUB } from './public-hub';

/** The public hub shows a repository, a folder and a file under these; the bytes lie under `resolve`. */
const shownAddress = /^\/([^/]+\/[^/]+)(?:\/(?:tree|blob|raw|resolve)\/([^/]+)(\/.*)?)?\/?$/;

export function isWebAddress(text: string): boolean {
  return URL.canParse(text.trim()) && /^https?:$/.test(new URL(text.trim()).protocol);
}

/**
 * The folder of a package by the address that a person has at hand: of the folder, of its manifest, or of the
 * page on which the public hub shows either.
 * @returns null when it is no web address.
 */
export function packageAddress(text: string): string | null {
  if (!isWebAddress(text)) return null;
  const url = new URL(text.trim());
  url.hash = '';
  url.search = '';
  const shown = url.origin === PUBLIC_HUB ? shownAddress.exec(url.pathname) : null;
  if (shown) {
    const [, repository, revision = 'main', path = '/'] = shown;
    url.pathname = `/${repository}/resolve/${revision}${path}`;
  }
  url.pathname = `${url.pathname.replace(/\/manifest\.json$/, '').replace(/\/+$/, '')}/`;
  return url.href;
}
