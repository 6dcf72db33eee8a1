import { type Failure, failureFrom, type UnforeseenWords } from '../../core/failure';
import { say } from '../../core/sentence';
import { textOfFile } from '../page/text-file';
import { SHARED_QUERY } from './shared-query';

/** Address below the site's folder that a shared text is posted to, as in manifest.webmanifest. */
const SHARE_PATH = 'share';

/** A text that another program has shared, or why it could not be read. */
export type SharedText = { readonly text: string; readonly failure: Failure | null };

/** Texts that other programs share with the installed page; kept on the device until a page has taken them. */
export class ShareInbox {
  readonly #scope: string;
  readonly #caches: CacheStorage;

  constructor(scope: string, caches: CacheStorage) {
    this.#scope = scope;
    this.#caches = caches;
  }

  owns({ method, url }: Pick<Request, 'method' | 'url'>): boolean {
    return method === 'POST' && url === this.#scope + SHARE_PATH;
  }

  /** Keeps the text and sends the browser on to a page that shows it. */
  async receive(request: Request): Promise<Response> {
    const given = await sharedText(await request.formData()).then(
      (text): SharedText => ({ text, failure: null }),
      (error: unknown): SharedText => ({ text: '', failure: failureFrom(error, unreadable) }),
    );
    const cache = await this.#caches.open(this.#cacheName);
    await cache.put(this.#key, Response.json(given));
    return Response.redirect(`${this.#scope}?${SHARED_QUERY}`, 303);
  }

  /** @returns null when nothing waits. */
  async take(): Promise<SharedText | null> {
    if (!(await this.#caches.has(this.#cacheName))) return null;
    const kept = await (await this.#caches.open(this.#cacheName)).match(this.#key);
    await this.#caches.delete(this.#cacheName);
    return kept ? ((await kept.json()) as SharedText) : null;
  }

  get #cacheName(): string {
    return `pagevoice-shared ${this.#scope}`;
  }
  get #key(): string {
    return `${this.#scope}${SHARE_PATH}`;
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
