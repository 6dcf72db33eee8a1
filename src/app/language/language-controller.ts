import type { KeptNotes } from '../../platform/storage/kept-notes';
import { language, setLanguage, t } from './language';
import { bestLanguage } from './languages';

const NOTE = 'language';

/** Chooses the language of the page. Nothing here throws. */
export function createLanguageController({ notes }: { readonly notes: KeptNotes }) {
  /** @returns whether its text could be fetched; else the page stays as it is. */
  async function show(tag: string): Promise<boolean> {
    const found = await bestLanguage([tag])
      .load()
      .catch(() => null);
    if (found) setLanguage(found);
    return found !== null;
  }

  /**
   * Shows the language that the address asks for, else the one chosen here before, else the browser's first.
   * @param wanted by the address; null for none.
   */
  async function start(wanted: string | null, ofBrowser: readonly string[]): Promise<void> {
    await show(bestLanguage([wanted, notes.read(NOTE), ...ofBrowser]).tag);
  }

  async function choose(tag: string): Promise<boolean> {
    const done = await show(tag);
    if (done) notes.write(NOTE, tag);
    return done;
  }

  return { start, choose };
}

/** Tells the document its language, which browsers, screen readers and the layout go by. */
export function labelDocument(document: Document): void {
  const { tag, direction } = language();
  document.documentElement.lang = tag;
  document.documentElement.dir = direction;
  document.title = t`Pagevoice: speech made inside this page`;
}
