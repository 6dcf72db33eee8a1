import { type Failure, failureFrom, failureOf, type UnforeseenWords } from '../../core/failure';
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
    const given = await sharedText(await request.formData());
    const cache = await this.#caches.open(shareCache(this.#scope));
    await cache.put(shareAddress(this.#scope), Response.json(given));
    return Response.redirect(`${this.#scope}?${SHARED_QUERY}`, 303);
  }
}

/** Title, text and address as they were given, then the text of each file that can be read. */
async function sharedText(form: FormData): Promise<SharedText> {
  const texts = ['title', 'text', 'url'].map((name) => form.get(name));
  const failures: Failure[] = [];
  for (const file of form.getAll('file')) {
    // A form in which no file was chosen has an empty one without a name.
    if (!(file instanceof File) || (file.name === '' && file.size === 0)) continue;
    try {
      texts.push(await textOfFile(file));
    } catch (error) {
      failures.push(failureFrom(error, unreadable(file.name)));
    }
  }
  const text = texts.filter((part) => typeof part === 'string' && part.trim() !== '').join('\n\n');
  return { text, failure: failures.length > 0 ? failures.reduce(bothFailures) : null };
}

const unreadable = (name: string): UnforeseenWords => ({
  kind: 'bad-request',
  sentence: (error) => say`“${name}” could not be read (${error}). Copy its text into the page.`,
});

/** Each file is told by a sentence of its own. */
function bothFailures(one: Failure, other: Failure): Failure {
  const values = [one, other].map(({ sentence, message }) => sentence ?? message);
  return failureOf(one.kind, { template: '{0} {1}', values });
}
