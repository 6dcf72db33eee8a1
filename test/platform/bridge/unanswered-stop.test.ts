import { expect, test, vi } from 'vitest';
import type { SpeechEvent } from '../../../src/core/speech/speech-event';
import { createSpeechEngine } from '../../../src/platform/bridge/create-speech-engine';
import { FakeClock } from '../../fakes/fake-clock';
import { fakeManifest } from '../../fakes/fake-manifest';
import { FakeSpeechEngine } from '../../fakes/fake-speech-engine';
import { FakeWorker } from '../../fakes/fake-worker';

const never = new AbortController().signal;
const address = 'https://example.test/model/';

/** The page's engine over workers of which each speaks, loads and stops as its own engine does. */
function bridged(...engines: FakeSpeechEngine[]) {
  const clock = new FakeClock();
  const workers: FakeWorker[] = [];
  const page = createSpeechEngine(() => {
    const worker = new FakeWorker(engines[workers.length]!);
    workers.push(worker);
    return worker.asWorker;
  }, clock);
  return { page, workers, clock };
}

const fake = () => new FakeSpeechEngine({ manifest: fakeManifest() });

/** Begins each request and never gives its first event, whoever asks it to stop. */
function stuck() {
  const engine = fake();
  const begun = vi.fn();
  engine.speak = async function* () {
    begun();
    await new Promise(() => {});
    yield { type: 'queued', position: 0 };
  };
  return { engine, begun };
}

/** Counts what it loads, which a test may hold up. */
function loading(isFree: Promise<unknown> = Promise.resolve()) {
  const engine = fake();
  const loads: unknown[] = [];
  const load = engine.load.bind(engine);
  engine.load = async (...given) => {
    loads.push(given.slice(0, 2));
    await isFree;
    return await load(...given);
  };
  return { engine, loads };
}

async function all(events: AsyncIterable<SpeechEvent>): Promise<SpeechEvent[]> {
  const seen: SpeechEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

test('a stop that is not answered within five seconds ends the worker, and the model is loaded again', async () => {
  const { engine, begun } = stuck();
  const next = loading();
  const { page, workers, clock } = bridged(engine, next.engine);
  await page.load(address, 'wasm', () => {}, never);
  const controller = new AbortController();
  const events = all(page.speak({ text: 'Hello.' }, controller.signal));
  await vi.waitFor(() => expect(begun).toHaveBeenCalled());
  clock.pass(600_000);
  expect(workers[0]!.isTerminated).toBe(false);
  controller.abort();
  clock.pass(4_999);
  expect(workers[0]!.isTerminated).toBe(false);
  clock.pass(1);
  expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
  expect((await events).map(({ type }) => type)).toEqual(['cancelled']);
  await vi.waitFor(() => expect(next.loads).toEqual([[address, 'wasm']]));
  expect((await all(page.speak({ text: 'Again.' }, never))).at(-1)!.type).toBe('finished');
  expect(clock.timerCount).toBe(0);
  page.dispose();
});

test('a slow device has four times its slowest step', async () => {
  const engine = fake();
  let step: (() => void) | null = null;
  engine.speak = async function* () {
    for (let frameCount = 0; ; frameCount++) {
      await new Promise<void>((resolve) => {
        step = resolve;
      });
      yield { type: 'progress', frameCount, chunkIndex: 0 };
    }
  };
  const { page, workers, clock } = bridged(engine, fake());
  await page.load(address, 'auto', () => {}, never);
  const controller = new AbortController();
  const events = page.speak({ text: 'Hello.' }, controller.signal);
  for (const milliseconds of [1_000, 3_000, 2_000]) {
    const made = events.next();
    const finish = await vi.waitFor(() => step ?? Promise.reject(new Error('No step has begun.')));
    clock.pass(milliseconds);
    step = null;
    finish();
    await made;
  }
  const unanswered = events.next();
  controller.abort();
  clock.pass(11_999);
  expect(workers[0]!.isTerminated).toBe(false);
  clock.pass(1);
  expect(workers[0]!.isTerminated).toBe(true);
  expect((await unanswered).value).toMatchObject({ type: 'cancelled' });
  page.dispose();
});

test('a consumer that leaves is a stop too', async () => {
  const { engine, begun } = stuck();
  const { page, workers, clock } = bridged(engine, fake());
  const events = engine.speak;
  engine.speak = async function* (request, signal) {
    yield { type: 'queued', position: 1 };
    yield* events(request, signal);
  };
  await page.load(address, 'auto', () => {}, never);
  const speech = page.speak({ text: 'Hello.' }, never);
  await speech.next();
  await vi.waitFor(() => expect(begun).toHaveBeenCalled());
  const left = speech.return();
  await vi.waitFor(() => expect(clock.timerCount).toBe(1));
  clock.pass(5_000);
  await left;
  expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
  page.dispose();
});

test('other calls of the ended worker are told that the model is being loaded again', async () => {
  const { engine, begun } = stuck();
  engine.previewVoice = () => new Promise(() => {});
  const { page, clock } = bridged(engine, fake());
  await page.load(address, 'auto', () => {}, never);
  const controller = new AbortController();
  const events = all(page.speak({ text: 'Hello.' }, controller.signal));
  const preview = page.previewVoice('ben', never).catch((error) => error.failure);
  await vi.waitFor(() => expect(begun).toHaveBeenCalled());
  controller.abort();
  clock.pass(5_000);
  await events;
  expect(await preview).toMatchObject({
    kind: 'engine-gone',
    message: expect.stringMatching(/is being loaded again/),
  });
  page.dispose();
});

test('a stop that is answered leaves the worker as it is', async () => {
  const { engine, loads } = loading();
  const { page, workers, clock } = bridged(engine);
  await page.load(address, 'auto', () => {}, never);
  const controller = new AbortController();
  const speech = page.speak({ text: 'Hello.' }, controller.signal);
  await speech.next();
  controller.abort();
  expect((await all(speech)).at(-1)!.type).toBe('cancelled');
  clock.pass(600_000);
  expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([false]);
  expect(loads).toHaveLength(1);
  page.dispose();
});

test('a load that is stuck ends with the reason, and nothing is loaded again', async () => {
  const { engine, loads } = loading(new Promise(() => {}));
  const { page, workers, clock } = bridged(engine, fake());
  const controller = new AbortController();
  const load = page.load(address, 'auto', () => {}, controller.signal);
  await vi.waitFor(() => expect(loads).toHaveLength(1));
  controller.abort(new Error('enough'));
  clock.pass(5_000);
  await expect(load).rejects.toThrow('enough');
  expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true]);
  page.dispose();
});

test('a request that is stopped because another model is loaded counts as cancelled', async () => {
  const { engine, begun } = stuck();
  const { page } = bridged(engine, fake());
  await page.load(address, 'wasm', () => {}, never);
  const controller = new AbortController();
  const events = all(page.speak({ text: 'Hello.' }, controller.signal));
  await vi.waitFor(() => expect(begun).toHaveBeenCalled());
  controller.abort();
  await page.load('https://example.test/other/', 'wasm', () => {}, never);
  expect((await events).map(({ type }) => type)).toEqual(['cancelled']);
});
