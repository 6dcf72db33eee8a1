import { expect, test } from 'vitest';
import { installAdvice } from '../../../../src/app/features/offline/install-advice';
import { OfflineLine } from '../../../../src/app/features/offline/offline-line';
import type { OfflineState, OfflineView } from '../../../../src/platform/service-worker/site-keeper';
import type { SiteUpdate } from '../../../../src/platform/service-worker/site-update';
import { watchInstallOffer } from '../../../../src/platform/page/install-offer';
import { drawPage } from '../../../fakes/draw-page';
import { fakePageParts } from '../../../fakes/fake-page-parts';

const keptCopy: OfflineView = { getState: () => ({ type: 'kept' }), subscribe: () => () => {} };

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
  let state: OfflineState = { type: 'keeping', missingBytes: 8_200_000, secondsLeft: null };
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

test('the page is installed by a button where the browser offers it, once', async () => {
  const browser = new EventTarget();
  let asked = 0;
  const offer = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
    prompt: async () => {
      asked++;
    },
  });
  const page = fakePageParts({}, { installOffer: watchInstallOffer(browser), offline: keptCopy });
  expect(drawPage(page, <OfflineLine />)).not.toContain('Install');
  browser.dispatchEvent(offer);
  expect(offer.defaultPrevented).toBe(true);
  expect(drawPage(page, <OfflineLine />)).toContain('Install');
  await page.controllers.offline.install();
  await page.controllers.offline.install();
  expect(asked).toBe(1);
  expect(drawPage(page, <OfflineLine />)).not.toContain('Install');
});

const agents = {
  phone: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  mac: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
  olderMac:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Safari/605.1.15',
  chromeOnMac:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  androidFirefox: 'Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0',
  desktopFirefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
};

test.each([
  ['phone', 5, 'Share'],
  ['mac', 0, 'Dock'],
  ['mac', 5, 'Share'], // an iPad
  ['olderMac', 0, null],
  ['chromeOnMac', 0, null],
  ['androidFirefox', 5, 'browser’s menu'],
  ['desktopFirefox', 0, null],
] as const)('%s with %i touch points is told how to install it: %s', (name, maxTouchPoints, word) => {
  const browser = { userAgent: agents[name], maxTouchPoints };
  const advice = installAdvice({ ...browser, isInstalled: false });
  if (word === null) expect(advice).toBeNull();
  else expect(advice?.template).toContain(word);
  expect(installAdvice({ ...browser, isInstalled: true })).toBeNull();
});
