import { expect, test } from 'vitest';
import type { RequestLine } from '../../../src/platform/service-worker/request-log';
import { watchRequests } from '../../../src/platform/service-worker/request-watch';
import type { ThreadRequest } from '../../../src/platform/service-worker/thread-requests';

type Told = Parameters<Parameters<typeof watchRequests>[0]['followTimes']>[0];

function watched(isControlled: boolean, lines: readonly RequestLine[] = []) {
  const container = Object.assign(new EventTarget(), {
    controller: isControlled ? ({} as ServiceWorker) : null,
    startMessages() {},
  });
  let timed: Told = () => {};
  let ofThread = (_: ThreadRequest) => {};
  let refused = (_: string) => {};
  const watch = watchRequests({
    container: container as never,
    askLines: async () => lines,
    followTimes: (listener) => {
      timed = listener;
    },
    followThreads: (listener) => {
      ofThread = listener;
    },
    followRefusals: (listener) => {
      refused = listener;
    },
    openedAt: 1000,
    now: () => 5000,
  });
  const tell = (line: RequestLine) =>
    container.dispatchEvent(new MessageEvent('message', { data: { type: 'pagevoice-request', line } }));
  const urls = () => watch.getState().map(({ url, outcome, reason }) => [url, outcome, reason]);
  return {
    watch,
    tell,
    urls,
    timed: (entry: Parameters<Told>[0]) => timed(entry),
    ofThread: (request: ThreadRequest) => ofThread(request),
    refused: (u: string) => refused(u),
  };
}

const line = (id: string, url: string, at = 2000): RequestLine => ({
  id,
  at,
  method: 'GET',
  url,
  destination: '',
  from: 'thread',
  outcome: 'network',
});

test('what the service worker tells is listed once, and nothing of the time before this page', async () => {
  const { tell, urls } = watched(true, [
    line('1', 'https://a.example/old', 900),
    line('2', 'https://a.example/x'),
  ]);
  await new Promise(setImmediate);
  tell(line('2', 'https://a.example/x'));
  tell(line('3', 'https://a.example/y'));
  expect(urls()).toEqual([
    ['https://a.example/x', 'network', null],
    ['https://a.example/y', 'network', null],
  ]);
});

test('another site is listed with its reason; one that no code of ours has named, without', () => {
  const { watch, tell, urls } = watched(true);
  watch.outside(new URL('https://hub.example/m'), 'model', 'GET');
  tell(line('1', 'https://hub.example/m'));
  tell(line('2', 'https://strange.example/'));
  expect(urls()).toEqual([
    ['https://hub.example/m', 'network', 'model'],
    ['https://strange.example/', 'network', null],
  ]);
});

test('before a service worker is in charge, the browser’s own record and the outside requests are listed', () => {
  const { watch, timed, urls } = watched(false);
  timed({ name: 'https://a.example/main.js', initiatorType: 'script', startTime: 10 });
  watch.outside(new URL('https://hub.example/m'), 'model', 'GET');
  timed({ name: 'https://hub.example/m', initiatorType: 'fetch', startTime: 20 });
  expect(urls()).toEqual([
    ['https://a.example/main.js', 'network', null],
    ['https://hub.example/m', 'network', 'model'],
  ]);
});

test('what a policy has refused is listed as refused', () => {
  const { refused, urls } = watched(true);
  refused('https://strange.example/');
  expect(urls()).toEqual([['https://strange.example/', 'refused', null]]);
});

test('a thread tells its requests by itself until a service worker does', () => {
  const request = { at: 3000, url: 'https://a.example/weights', destination: 'fetch' };
  const first = watched(false);
  first.ofThread(request);
  first.ofThread({ ...request, at: 900 }); // of the page before
  expect(first.watch.getState()).toMatchObject([{ ...request, from: 'thread', outcome: 'network' }]);
  const later = watched(true);
  later.ofThread(request);
  expect(later.urls()).toEqual([]);
});
