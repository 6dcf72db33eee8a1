import { afterEach, expect, test, vi } from 'vitest';
import { OLDER_PAGE } from '../../../src/core/data/import-later';
import { english } from '../../../src/core/sentence';
import type { LoadProgress } from '../../../src/core/speech/speech-engine';
import { createSpeechEngine } from '../../../src/platform/bridge/create-speech-engine';
import { ONE_THREAD_NAME } from '../../../src/platform/threads/shared-memory';
import { FakeClock } from '../../fakes/fake-clock';
import { fakeManifest } from '../../fakes/fake-manifest';
import { FakeSpeechEngine } from '../../fakes/fake-speech-engine';
import { FakeWorker } from '../../fakes/fake-worker';
import { delayCallbacks } from '../../fakes/late-callbacks';

const never = new AbortController().signal;
afterEach(() => vi.restoreAllMocks());

const lastReport: LoadProgress = { stage: 'compiling', doneBytes: 20_000_000, totalBytes: 20_000_000 };
const address = 'https://example.test/model/';

/** Loads as it is let; `unstartable` has no script that runs. */
type Kind = 'loads' | 'stands-still' | 'unstartable';

/** The page's engine, of which each worker that it starts is of the next kind. */
function bridged(kinds: readonly Kind[], fetchAgain = vi.fn(async () => true)) {
  const clock = new FakeClock();
  const names: (string | undefined)[] = [];
  const workers: FakeWorker[] = [];
  const reports: LoadProgress[] = [];
  const page = createSpeechEngine(
    (name) => {
      const kind = kinds[workers.length]!;
      const engine = new FakeSpeechEngine({ manifest: fakeManifest() });
      const load = engine.load.bind(engine);
      engine.load = async (url, backend, onProgress, signal) => {
        const threadCount = name === ONE_THREAD_NAME ? 1 : 4;
        onProgress({ stage: 'compiling', doneBytes: 0, totalBytes: 20_000_000, threadCount });
        if (kind !== 'loads') await new Promise(() => {});
        const loaded = await load(url, backend, onProgress, signal);
        onProgress(lastReport);
        return loaded;
      };
      const worker = new FakeWorker(engine);
      if (kind === 'unstartable') {
        worker.postMessage = () => {};
        queueMicrotask(() => worker.dispatchEvent(new Event('error')));
      }
      workers.push(worker);
      names.push(name);
      return worker.asWorker;
    },
    clock,
    fetchAgain,
  );
  const load = () => page.load(address, 'wasm', (progress) => reports.push(progress), never);
  return { load, page, clock, names, workers, reports, fetchAgain };
}

const failureOf = (load: Promise<unknown>) => load.catch((error) => error.failure);

test('threads that stand still are given up after half a minute and the time of the weights, then it is one', async () => {
  const { load, page, clock, names, workers, reports } = bridged(['stands-still', 'loads', 'loads']);
  const loaded = load();
  await vi.waitFor(() => expect(reports).toHaveLength(1));
  clock.pass(31_999);
  expect(workers).toHaveLength(1);
  clock.pass(1);
  expect((await loaded).manifest.title).toBe('Hum');
  expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
  await load();
  expect(names).toEqual(['engine', ONE_THREAD_NAME, ONE_THREAD_NAME]);
  expect(clock.timerCount).toBe(0);
  page.dispose();
});

test('an engine that has loaded is left alone, however late its last report comes', async () => {
  delayCallbacks();
  const { load, page, clock, workers, reports } = bridged(['loads']);
  await load();
  await vi.waitFor(() => expect(reports.at(-1)).toEqual(lastReport));
  clock.pass(600_000);
  expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([false]);
  page.dispose();
});

test('one thread is never given up', async () => {
  const { load, page, clock, workers, reports } = bridged(['stands-still', 'stands-still']);
  failureOf(load());
  await vi.waitFor(() => expect(reports).toHaveLength(1));
  clock.pass(32_000);
  await vi.waitFor(() => expect(reports).toHaveLength(2));
  clock.pass(600_000);
  expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
  page.dispose();
});

test('a script that cannot start is fetched once more', async () => {
  const { load, page, workers, fetchAgain } = bridged(['unstartable', 'loads']);
  expect((await load()).manifest.title).toBe('Hum');
  expect(fetchAgain).toHaveBeenCalledTimes(1);
  expect(workers).toHaveLength(2);
  page.dispose();
});

test('a script that cannot start either then, or cannot be fetched, is told', async () => {
  const twice = bridged(['unstartable', 'unstartable']);
  expect(await failureOf(twice.load())).toMatchObject({
    kind: 'engine-gone',
    message: expect.stringMatching(/could not be started/),
  });
  const offline = bridged(['unstartable'], vi.fn().mockRejectedValue(new TypeError('Failed to fetch')));
  expect(await failureOf(offline.load())).toMatchObject({ kind: 'engine-gone' });
});

test('a page whose engine is gone from the site says that it is older', async () => {
  const { load } = bridged(
    ['unstartable'],
    vi.fn(async () => false),
  );
  expect(await failureOf(load())).toMatchObject({ kind: 'network', message: english(OLDER_PAGE) });
});
