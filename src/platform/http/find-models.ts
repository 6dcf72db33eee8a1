import { fail } from '../../core/failure';
import { parseModelIndex } from '../../core/store/model-index';

export type FoundModel = { readonly id: string; readonly title: string; readonly url: string };

/**
 * The packages that a page offers: the one that its address names (`?model=<folder>`), then those of its own site.
 * @param pageUrl address of the page, query included; folders are relative to it.
 * @throws FailureError when there is nothing to offer.
 */
export async function findModels(pageUrl: URL, signal: AbortSignal): Promise<readonly FoundModel[]> {
  const named = namedModel(pageUrl);
  if (named) return [named, ...(await listedModels(pageUrl, signal).catch(() => []))];
  return listedModels(pageUrl, signal);
}

/** @returns the package in `?model=`, or null. @throws FailureError when it is no address. */
export function namedModel(pageUrl: URL): FoundModel | null {
  const asked = pageUrl.searchParams.get('model');
  if (asked === null || asked.trim() === '') return null;
  const url = URL.canParse(asked, pageUrl) ? new URL(asked, pageUrl) : null;
  if (!url || !/^https?:$/.test(url.protocol))
    fail(
      'bad-request',
      `“${asked}” is no web address of a model. Correct ?model= in the address of this page.`,
    );
  url.hash = '';
  url.search = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  const title = decodeURIComponent(url.pathname.split('/').at(-2) || url.host);
  return { id: title, title, url: url.href };
}

async function listedModels(pageUrl: URL, signal: AbortSignal): Promise<readonly FoundModel[]> {
  const listUrl = new URL('models/index.json', pageUrl);
  const response = await fetch(listUrl, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    return fail(
      'network',
      'The list of models could not be fetched. Check the connection and try again.',
      {},
      error,
    );
  });
  if (!response.ok)
    fail(
      'network',
      `The list of models could not be fetched (status ${response.status}). Copy models/ to the site.`,
    );
  const json: unknown = await response.json().catch((error: unknown) => {
    return fail(
      'bad-package',
      'The list of models (models/index.json) is not JSON. Copy it again.',
      {},
      error,
    );
  });
  const models = parseModelIndex(json).map(({ id, title, path }) => {
    const url = new URL(path.endsWith('/') ? path : `${path}/`, listUrl);
    return { id, title, url: url.href };
  });
  if (models.length === 0)
    fail(
      'model-not-loaded',
      'This site offers no model. Import one, or name one with ?model= in the address.',
    );
  return models;
}
