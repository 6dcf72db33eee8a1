import { expect, test } from 'vitest';
import { OfflineLine } from '../../../../src/app/features/offline/offline-line';
import type { OfflineState, OfflineView } from '../../../../src/platform/service-worker/site-keeper';
import type { SiteUpdate } from '../../../../src/platform/service-worker/site-update';
import { drawPage } from '../../../fakes/draw-page';
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

test('once all is kept, the line tells what that takes, as it is measured then', async () => {
  let tell = () => {};
  let state: OfflineState = { type: 'keeping', missingBytes: 8_200_000 };
  const offline: OfflineView = {
    getState: () => state,
    subscribe: (listener) => {
      tell = listener;
      return () => {};
    },
  };
  const page = fakePageParts({}, { offline });
  expect(drawPage(page, <OfflineLine />)).toContain('8.2 MB to go');
  state = { type: 'kept' };
  tell();
  await page.until(({ library }) => library.storage !== null);
  expect(drawPage(page, <OfflineLine />)).toMatch(/Ready without a network · [\d.]+ \wB/);
});

test('the page is left to erase everything, and not under a running job', async () => {
  const page = fakePageParts();
  await page.untilReady();
  page.controllers.speech.speak();
  await page.until(({ speech }) => speech.type !== 'idle');
  page.controllers.offline.openErasing();
  expect(page.erasings()).toBe(0);
  page.controllers.speech.stop();
  await page.until(({ speech, playback }) => speech.type === 'stopped' && playback.type !== 'playing');
  page.controllers.offline.openErasing();
  expect(page.erasings()).toBe(1);
});
