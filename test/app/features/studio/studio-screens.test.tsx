import { expect, test } from 'vitest';
import { StudioEntry, StudioOffer } from '../../../../src/app/features/studio/studio-offer';
import { StudioBody, StudioHead } from '../../../../src/app/features/studio/studio-parts';
import { drawPage } from '../../../fakes/draw-page';
import { fakePageParts } from '../../../fakes/fake-page-parts';
import { memoryNotes } from '../../../fakes/memory-notes';

const text = '# One\n\nAnna: Hello there.\nBen: Good day.';

test('a newcomer sees one word about the studio, a long text a sentence', async () => {
  const page = fakePageParts();
  await page.untilReady();
  expect(drawPage(page, <StudioOffer />)).toBe('');
  expect(drawPage(page, <StudioEntry />)).not.toContain('longer text');
  page.controllers.settings.change({ text: 'A long one. '.repeat(200) });
  expect(drawPage(page, <StudioEntry />)).toContain('longer text');
});

test('who comes back is asked, with the place', () => {
  const notes = memoryNotes();
  notes.write('studio', JSON.stringify({ id: 'p1', title: 'The Lighthouse', seconds: 566 }));
  expect(drawPage(fakePageParts({}, { notes }), <StudioOffer />)).toMatch(
    /Go on with “.*The Lighthouse.*”.* at 9:26/,
  );
});

test('the studio shows sentences with their state, the cast, the project and the player', async () => {
  const page = fakePageParts({ seconds: 1 });
  await page.untilReady();
  page.controllers.settings.change({ text });
  await page.controllers.studio.open(null);
  const { studio } = page.controllers.studio;
  const before = drawPage(page, <StudioBody />);
  expect(before.match(/not made yet/g)?.length).toBeGreaterThanOrEqual(3);
  expect(before).toMatch(/class="made-map".*not made yet, about \d+ s/);
  expect(before).not.toContain('<rect');
  expect(before).toContain('Not a speaker');
  expect(before).toContain('aria-label="Sentence back"');
  studio.play();
  await page.until((state) => state.studio?.takes.size === 3 && state.studio.hearing.type === 'still');
  const [first] = page.store.getState().studio!.project.draft.rows;
  studio.showRow(first!.id);
  const after = drawPage(page, <StudioBody />);
  expect(after).not.toContain('not made yet');
  expect(after.match(/<rect/g)).toHaveLength(1);
  expect(after).toContain('One take');
  expect(after).toContain('sentence 3 of 3');
  expect(drawPage(page, <StudioHead />)).toContain('Kept on this device as you write.');
  await studio.shelf.show();
  expect(drawPage(page, <StudioHead />)).toContain('aria-label="Export One"');
});
