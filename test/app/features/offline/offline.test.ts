import { expect, test } from 'vitest';
import type { SiteUpdate } from '../../../../src/platform/service-worker/site-update';
import { fakePageParts } from '../../../fakes/fake-page-parts';

/** @param answer of the new version that is asked to take over. */
function withUpdate(answer: boolean) {
  const asked: string[] = [];
  const update: SiteUpdate = {
    whenWaiting: (listener) => listener(),
    takeOver: async () => {
      asked.push('take over');
      return answer;
    },
  };
  return { asked, page: fakePageParts({}, { update }) };
}

test('a new version is used when a person says so; the text goes along', async () => {
  const { page } = withUpdate(true);
  expect(page.store.getState().update).toBe('waiting');
  page.controllers.settings.change({ text: 'Mine.' });
  await page.controllers.offline.takeUpdate();
  expect(page.reopened).toEqual([{ text: 'Mine.', waiting: null }]);
});

test('the page is never opened anew under a running job', async () => {
  const { asked, page } = withUpdate(true);
  await page.untilReady();
  page.controllers.speech.speak();
  await page.until(({ speech }) => speech.type !== 'idle');
  await page.controllers.offline.takeUpdate();
  expect([asked, page.reopened]).toEqual([[], []]);
});

test('other tabs that use the version before are named', async () => {
  const { page } = withUpdate(false);
  await page.controllers.offline.takeUpdate();
  expect(page.store.getState().update).toBe('held-up');
  expect(page.reopened).toEqual([]);
});
