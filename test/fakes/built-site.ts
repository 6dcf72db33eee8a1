import { createHash } from 'node:crypto';
import type { SiteFile } from '../../src/platform/service-worker/site-files';

export const SCOPE = 'https://host.example/some/base/';

/** A site on a network that can be cut; counts what is fetched. */
export function siteOf(contents: Record<string, string>) {
  const network = { isCut: false, fetched: [] as string[] };
  const fetcher = async (request: Request) => {
    if (network.isCut) throw new TypeError('network cut');
    const name = request.url.slice(SCOPE.length) || 'index.html';
    network.fetched.push(name);
    const body = contents[name];
    return body === undefined ? new Response(null, { status: 404 }) : new Response(body);
  };
  return { network, fetcher };
}

export const CONTENTS = { 'index.html': '<p>one</p>', 'assets/main-1234.js': 'speak()' };
/** A file as the build lists it; what lies in `assets/` is named by its content. */
export const listed = (url: string, body: string, revision: string): SiteFile => ({
  url,
  revision: url.startsWith('assets/') ? null : revision,
  byteLength: body.length,
  sha256: createHash('sha256').update(body).digest('hex'),
});
export const listOf = (contents: Record<string, string>) =>
  Object.entries(contents).map(([url, body]) => listed(url, body, 'a'));
export const SHELL = listOf(CONTENTS);
