import { expect, test } from 'vitest';
import { hasOtherSites } from '../../../../src/app/features/network/network-slice';
import { reasonOf } from '../../../../src/app/features/network/request-reason';
import { english } from '../../../../src/core/sentence';
import type { WatchedRequest } from '../../../../src/platform/service-worker/request-watch';
import type { SiteNetwork } from '../../../../src/platform/service-worker/site-network';
import { firstRules } from '../../../../src/platform/service-worker/site-policy';
import { fakePageParts } from '../../../fakes/fake-page-parts';
import { memoryNotes } from '../../../fakes/memory-notes';

const SCOPE = 'https://host.example/base/';
const request = (url: string, change: Partial<WatchedRequest> = {}): WatchedRequest => ({
  id: url,
  at: 1,
  method: 'GET',
  url,
  destination: '',
  from: 'page',
  outcome: 'network',
  reason: null,
  ...change,
});

function fakeNetwork() {
  let rules = firstRules;
  let requests: readonly WatchedRequest[] = [];
  const listeners: (() => void)[] = [];
  const network: SiteNetwork = {
    requests: {
      getState: () => requests,
      subscribe: (listener) => {
        listeners.push(listener);
        return () => {};
      },
    },
    rules: async (change = {}) => {
      rules = { ...rules, ...change };
      return rules;
    },
  };
  const come = (one: WatchedRequest) => {
    requests = [...requests, one];
    for (const listener of listeners) listener();
  };
  return { network, come };
}

test('the list is kept up to date once it is shown, and the switch shows what the service worker enforces', async () => {
  const { network, come } = fakeNetwork();
  const { controllers, store, until } = fakePageParts({}, { network });
  await until((state) => state.network.rules !== null);
  come(request(SCOPE));
  expect(store.getState().network.requests).toEqual([]);
  controllers.network.show();
  come(request(`${SCOPE}x`));
  expect(store.getState().network.requests).toHaveLength(2);
  controllers.network.change({ isCut: true });
  await until((state) => state.network.rules?.isCut === true);
});

test('where no service worker answers, the rules are unknown', async () => {
  const { network } = fakeNetwork();
  const silent = { ...network, rules: () => Promise.reject(new Error('ended')) };
  const { controllers, store } = fakePageParts({}, { network: silent });
  await controllers.network.change({ isCut: true });
  expect(store.getState().network.rules).toBeNull();
});

test('a site that is taken back or added needs the page opened anew, which keeps the text', () => {
  const notes = memoryNotes({ 'trusted-origins': '["https://a.example"]' });
  const { controllers, store, reopened } = fakePageParts({}, { notes });
  expect(hasOtherSites(store.getState())).toBe(false);
  controllers.network.changeOrigins(['https://b.example']);
  expect(hasOtherSites(store.getState())).toBe(true);
  expect(notes.read('trusted-origins')).toBe('["https://b.example"]');
  controllers.settings.change({ text: 'Mine.' });
  controllers.network.reload();
  expect(reopened).toEqual([{ text: 'Mine.', waiting: null }]);
});

test.each<[string, string, Partial<WatchedRequest>]>([
  ['', 'the page', {}],
  ['?model=x', 'the page', {}],
  ['', 'the page’s policy of today', { method: 'HEAD', from: 'service worker' }],
  ['assets/main-1.js', 'the page’s code', {}],
  [
    'models/voice/codec-encoder-0.bin',
    'cloning a voice, for use without a network',
    { from: 'service worker' },
  ],
  ['v1/audio/speech', 'a call of the API', { method: 'POST' }],
])('./%s is asked for %s', (path, reason, change) => {
  expect(english(reasonOf(request(SCOPE + path, change), SCOPE))).toBe(reason);
});

test('another site is asked for what our code says, or not by our code', () => {
  const outside = request('https://hub.example/m');
  expect(english(reasonOf({ ...outside, reason: 'model' }, SCOPE))).toBe('a model that you asked for');
  expect(english(reasonOf(outside, SCOPE))).toBe('not by this page’s own code');
});
