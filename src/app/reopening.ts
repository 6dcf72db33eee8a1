import type { PageOrder } from './features/models/library-slice';

/** The installation that waited for a person's answer. */
type WaitingInstall = {
  readonly order: Exclude<PageOrder, { readonly type: 'files' }>;
  readonly title: string;
};

/** State that a page takes along when it is opened anew, to go on where it was. */
export type KeptOverReopening = { readonly text: string; readonly waiting: WaitingInstall | null };

const KEY = 'pagevoice.reopening';

/** Without a session's storage the page is opened all the same: then the text has to be written again. */
export function reopenPage(kept: KeptOverReopening): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {}
  location.reload();
}

/** @returns null unless this page was opened by `reopenPage`; once. */
export function takeReopening(): KeptOverReopening | null {
  try {
    const text = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return text === null ? null : (JSON.parse(text) as KeptOverReopening);
  } catch {
    return null;
  }
}
