import { failureFrom, type UnforeseenWords } from '../../core/failure';
import { say } from '../../core/sentence';
import { textOfFile } from '../page/text-file';
import { SHARED_QUERY } from './shared-query';
import { type SharedText, shareAddress, shareCache } from './shared-text';

/** Texts that other programs share with the installed page; kept on the device until a page has taken them. */
export class ShareInbox {
  readonly #scope: string;
  readonly #caches: CacheStorage;

  constructor(scope: string, caches: CacheStorage) {
    this.#scope = scope;
    this.#caches = caches;
  }

  owns({ method, url }: Pick<Request, 'method' | 'url'>): boolean {
    return method === 'POST' && url === shareAddress(this.#scope);
  }

  /** Keeps the text and sends the browser on to a page that shows it. */
  async receive(request: Request): Promise<Response> {
    const given = await sharedText(await request.formData()).then(
      (text): SharedText => ({ text, failure: null }),
      (error: unknown): SharedText => ({ text: '', failure: failureFrom(error, unreadable) }),
    );
    const cache = await this.#caches.open(shareCache(this.#scope));
    await cache.put(shareAddress(this.#scope), Response.json(given));
    return Response.redirect(`${this.#scope}?${SHARED_QUERY}`, 303);
  }
}

/** Title, text and address as they were given, then the text of each file. @throws FailureError */
async function sharedText(form: FormData): Promise<string> {
  const written = ['title', 'text', 'url'].map((name) => form.get(name));
  const files = form.getAll('file').filter((file) => file instanceof File);
  const parts = [...written, ...(await Promise.all(files.map(textOfFile)))];
  return parts.filter((part) => typeof part === 'string' && part.trim() !== '').join('\n\n');
}

const unreadable: UnforeseenWords = {
  kind: 'bad-request',
  sentence: (error) => say`What was shared could not be read (${error}). Copy its text into the page.`,
};
