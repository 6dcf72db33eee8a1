import { MAX_MODEL_LIST_BYTES } from '../../core/data/size-limits';
import { FailureError, fail, withoutDirectionMarks } from '../../core/failure';
import { parseModelIndex } from '../../core/package/model-index';
import { type Sentence, say } from '../../core/sentence';
import { askServer, folderUrl, readBody, refuseStatus } from './ask-server';
import { pinned } from './http-package';

export type FoundModel = {
  readonly id: string;
  readonly title: string;
  /** Its folder, absolute. */
  readonly url: string;
  /** Another site than the page's own, named by the page's address: a person is asked before anything is fetched there. */
  readonly askOrigin?: string;
};

const LIST = 'models/index.json';

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

/**
 * @returns the package in `?model=`, or null; with `&sha256=` its manifest must have that hash.
 * @throws FailureError when it is no address.
 */
export function namedModel(pageUrl: URL): FoundModel | null {
  const asked = pageUrl.searchParams.get('model');
  if (asked === null || asked.trim() === '') return null;
  const refuse = (reason: Sentence): never =>
    fail(
      'bad-request',
      say`“${asked.slice(0, 200)}” ${reason}. Correct ?model= in the address of this page.`,
    );
  const url = URL.canParse(asked, pageUrl.href)
    ? new URL(asked, pageUrl)
    : refuse(say`is no web address of a model`);
  if (!/^https?:$/.test(url.protocol)) refuse(say`is no web address of a model`);
  url.search = '';
  const folder = folderUrl(url.href);
  const last = folder.pathname.split('/').at(-2) || folder.host;
  const title = withoutDirectionMarks(
    decoded(last) ?? refuse(say`has a percent sign that stands for no letter`),
  );
  const model = { id: title, title, url: pinnedBy(pageUrl.searchParams.get('sha256'), folder.href) };
  return folder.origin === pageUrl.origin ? model : { ...model, askOrigin: folder.origin };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

function pinnedBy(sha256: string | null, url: string): string {
  if (sha256 === null) return url;
  if (/^[0-9a-f]{64}$/i.test(sha256)) return pinned(url, sha256.toLowerCase());
  return fail(
    'bad-request',
    say`What follows &sha256= in the address of this page is not a SHA-256 of 64 hexadecimal digits. Correct it, or leave it out.`,
  );
}

async function listedModels(pageUrl: URL, signal: AbortSignal): Promise<readonly FoundModel[]> {
  const listUrl = new URL(LIST, pageUrl);
  const models = parseModelIndex(await fetchList(listUrl, signal)).map(({ id, title, path }) => {
    const url = new URL(path.endsWith('/') ? path : `${path}/`, listUrl);
    return { id, title, url: url.href };
  });
  if (models.length === 0)
    fail(
      'model-not-loaded',
      say`This site offers no model. Import one, or name one with ?model= in the address.`,
    );
  return models;
}

async function fetchList(listUrl: URL, signal: AbortSignal): Promise<unknown> {
  let bytes: Uint8Array;
  try {
    const response = await askServer(listUrl, { signal });
    if (response.status === 404)
      fail('network', say`The list of models could not be fetched (status 404). Copy models/ to the site.`);
    if (!response.ok) refuseStatus(response.status, say`the list of models (${LIST})`);
    bytes = await readBody(response, LIST, MAX_MODEL_LIST_BYTES);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof FailureError) throw error;
    return fail(
      'network',
      say`The list of models could not be fetched. Check the connection and try again.`,
      {},
      error,
    );
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    return fail('bad-package', say`The list of models (${LIST}) is not JSON. Copy it again.`, {}, error);
  }
}
