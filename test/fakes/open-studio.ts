import { takeIn } from '../../src/app/features/studio/studio-view';
import type { PagePorts } from '../../src/app/page-ports';
import { fakePageParts } from './fake-page-parts';

export const studioText = 'One is here. Two is here. Three is here.';

/** The studio of a fake page, open with a text; each sentence takes a second. */
export async function openStudio(words = studioText, options = {}, ports: Partial<PagePorts> = {}) {
  const page = fakePageParts({ seconds: 1, ...options }, ports);
  await page.untilReady();
  page.controllers.settings.change({ text: words });
  await page.controllers.studio.open(null);
  const { studio } = page.controllers.studio;
  const now = () => page.store.getState().studio!;
  const rows = () => now().project.draft.rows;
  const takes = () => rows().map((row) => takeIn(page.store.getState(), row));
  const allMade = () =>
    page.until((state) => state.studio?.makingRowId === null && rows().every((row) => takeIn(state, row)));
  return { ...page, studio, now, rows, takes, allMade };
}
