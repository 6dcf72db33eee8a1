import { afterEach, expect, test, vi } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import type { SpeechEngine } from '../../../src/core/speech/speech-engine';
import type { SpeechEvent } from '../../../src/core/speech/speech-event';
import type { CheckStep } from '../../../src/core/verify/verify-model';
import { createSpeechEngine, type PageEngine } from '../../../src/platform/bridge/create-speech-engine';
import { measureInWorker } from '../../../src/platform/bridge/measure-in-worker';
import type { DeviceMeter } from '../../../src/platform/device/measuring-service';
import { fakeFacts } from '../../fakes/device-facts';
import { fakeManifest } from '../../fakes/fake-manifest';
import { type FakeEngineOptions, FakeSpeechEngine } from '../../fakes/fake-speech-engine';
import { FakeWorker } from '../../fakes/fake-worker';

/** The engine's worker, which measures devices too; measuring the graphics card goes on until it is stopped. */
function engineWorker(engine: SpeechEngine): FakeWorker {
  const measure: DeviceMeter = async (backend, signal) => {
    if (backend !== 'webgpu') return fakeFacts();
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    return fakeFacts();
  };
  return new FakeWorker(Object.assign(engine, { measure }));
}

const never = new AbortController().signal;
const workers: FakeWorker[] = [];
const pages: PageEngine[] = [];

afterEach(() => {
  for (const page of pages.splice(0)) page.dispose();
  workers.length = 0;
});

function bridged(engine: SpeechEngine): PageEngine {
  const page = createSpeechEngine(() => {
    const worker = engineWorker(engine);
    workers.push(worker);
    return worker.asWorker;
  });
  pages.push(page);
  return page;
}

const fake = (options: Partial<FakeEngineOptions> = {}) =>
  new FakeSpeechEngine({ manifest: fakeManifest(), seconds: 2, ...options });
const tick = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

async function loaded(options: Partial<FakeEngineOptions> = {}) {
  const engine = fake(options);
  const page = bridged(engine);
  await page.load('https://example.test/model/', 'auto', () => {}, never);
  return { engine, page };
}

async function all(events: AsyncIterable<SpeechEvent>): Promise<SpeechEvent[]> {
  const seen: SpeechEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

test('loading tells progress and gives manifest and info', async () => {
  const page = bridged(fake());
  const progress: number[] = [];
  const result = await page.load(
    'https://example.test/model/',
    'wasm',
    (p) => progress.push(p.doneBytes),
    never,
  );
  expect(result.manifest.title).toBe('Hum');
  expect(result.info.backend).toBe('wasm');
  expect(progress).toHaveLength(3);
});

test('a failure crosses as what it is', async () => {
  const page = bridged(fake({ load: 'fails' }));
  const error = await page
    .load('https://example.test/model/', 'auto', () => {}, never)
    .catch((thrown) => thrown);
  expect(error).toBeInstanceOf(FailureError);
  expect(error.failure.kind).toBe('bad-package');
});

test('a load that is aborted ends with the reason', async () => {
  const page = bridged(fake({ load: 'never-ends' }));
  const controller = new AbortController();
  const load = page.load('https://example.test/model/', 'auto', () => {}, controller.signal);
  setTimeout(() => controller.abort(), 10);
  await expect(load).rejects.toMatchObject({ name: 'AbortError' });
});

test('events come in order and whole', async () => {
  const { page } = await loaded();
  const events = await all(page.speak({ text: 'Hello.', seed: 3 }, never));
  expect(events.map(({ type }) => type)).toEqual([
    'queued',
    'started',
    'piece-started',
    ...Array(10).fill('chunk'),
    'piece',
    'finished',
  ]);
  const direct = await all(fake().speak({ text: 'Hello.', seed: 3 }, never));
  expect(events).toEqual(direct);
});

test('sound is given away, not copied', async () => {
  const kept: Float32Array[] = [];
  const engine = fake();
  const speak = engine.speak.bind(engine);
  engine.speak = async function* (request, signal) {
    for await (const event of speak(request, signal)) {
      if (event.type === 'chunk') kept.push(event.chunk.samples);
      yield event;
    }
  };
  const page = bridged(engine);
  await page.load('https://example.test/model/', 'auto', () => {}, never);
  await all(page.speak({ text: 'Hello.' }, never));
  expect(kept).toHaveLength(10);
  expect(kept.every((samples) => samples.byteLength === 0)).toBe(true);
});

test('the engine runs only a little ahead of the page', async () => {
  let made = 0;
  const engine = fake();
  engine.speak = async function* () {
    for (; made < 100; made++) yield { type: 'progress', frameCount: made, chunkIndex: 0 };
  };
  const page = bridged(engine);
  await page.load('https://example.test/model/', 'auto', () => {}, never);
  const events = page.speak({ text: 'Hello.' }, never);
  await events.next();
  for (let wait = 0; wait < 20; wait++) await tick();
  expect(made).toBeLessThan(10);
  await events.return();
});

test('an abort reaches the engine, whose last event still comes', async () => {
  const { page } = await loaded({ pause: tick });
  const controller = new AbortController();
  const seen: string[] = [];
  for await (const { type } of page.speak({ text: 'Hello.' }, controller.signal)) {
    seen.push(type);
    if (type === 'chunk') controller.abort();
  }
  expect(seen.at(-1)).toBe('cancelled');
  expect(seen.length).toBeLessThan(13);
});

test('a page that walks away cancels', async () => {
  const engine = fake();
  let wasAborted = false;
  engine.speak = async function* (_request, signal) {
    signal.addEventListener('abort', () => {
      wasAborted = true;
    });
    for (let frameCount = 0; !signal.aborted; frameCount++) {
      await tick();
      yield { type: 'progress', frameCount, chunkIndex: 0 };
    }
  };
  const page = bridged(engine);
  await page.load('https://example.test/model/', 'auto', () => {}, never);
  for await (const event of page.speak({ text: 'Hello.' }, never)) if (event.type === 'progress') break;
  await expect.poll(() => wasAborted).toBe(true);
});

test('a recording is copied, so that the page keeps it', async () => {
  const { page } = await loaded();
  const recording = new Float32Array(48_000);
  expect((await page.encodeReference(recording, 24_000, never)).frameCount).toBe(50);
  expect(recording).toHaveLength(48_000);
});

test("a preset's sound comes across, and can be given up", async () => {
  const { engine, page } = await loaded();
  expect((await page.previewVoice('ben', never)).samples).toHaveLength(24_000);
  expect(engine.previews).toEqual(['ben']);
  await expect(page.previewVoice('ada', AbortSignal.abort())).rejects.toThrow(/abort/i);
});

test('the results of a verification come across', async () => {
  const { page } = await loaded();
  const steps: CheckStep[] = [];
  expect(await page.verify((step) => steps.push(step), never)).toMatchObject([
    { check: 'codec', state: 'passed' },
  ]);
  await vi.waitFor(() => expect(steps).toHaveLength(3));
  expect(steps.map(({ check, state }) => `${check} ${state}`)).toEqual([
    'codec running',
    'codec running',
    'codec passed',
  ]);
  await expect(page.verify(() => {}, AbortSignal.abort())).rejects.toThrow(/abort/i);
});

test('a worker that dies behind the last event has said everything', async () => {
  const { engine, page } = await loaded();
  const speak = engine.speak.bind(engine);
  engine.speak = async function* (request, signal) {
    yield* speak(request, signal);
    await new Promise(() => {});
  };
  const seen: string[] = [];
  for await (const { type } of page.speak({ text: 'Hello.' }, never)) {
    seen.push(type);
    if (type === 'finished') workers[0]!.crash();
  }
  expect(seen.at(-1)).toBe('finished');
});

test('when the worker dies, every wait ends', async () => {
  const { engine, page } = await loaded();
  engine.speak = async function* () {
    yield { type: 'queued', position: 1 };
    await new Promise(() => {});
  };
  const events = all(page.speak({ text: 'Hello.' }, never));
  const unload = page.unload();
  await tick();
  workers[0]!.crash();
  expect((await events).at(-1)).toMatchObject({ type: 'failed', failure: { kind: 'engine-gone' } });
  await unload.catch((error) => expect(error.failure.kind).toBe('engine-gone'));
  expect(await all(page.speak({ text: 'Again.' }, never))).toMatchObject([{ type: 'failed' }]);
});

test('without a model nothing is spoken, and loading again starts afresh', async () => {
  const page = bridged(fake());
  expect(await all(page.speak({ text: 'Hello.' }, never))).toMatchObject([
    { type: 'failed', failure: { kind: 'model-not-loaded' } },
  ]);
  await page.load('https://example.test/a/', 'auto', () => {}, never);
  await page.load('https://example.test/b/', 'auto', () => {}, never);
  expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
  expect((await all(page.speak({ text: 'Hello.' }, never))).at(-1)!.type).toBe('finished');
  await page.unload();
  await page.unload();
  expect(workers[1]!.isTerminated).toBe(true);
});

test('a device is measured in an engine of its own, which ends with it', async () => {
  const worker = engineWorker(fake());
  const start = () => worker.asWorker;
  expect(await measureInWorker('auto', never, start)).toEqual(fakeFacts());
  expect(worker.isTerminated).toBe(true);
});

test('measuring is stopped at once, and a worker that dies is told in words', async () => {
  const stop = new AbortController();
  const [stopped, crashed] = [engineWorker(fake()), engineWorker(fake())];
  const waiting = measureInWorker('webgpu', stop.signal, () => stopped.asWorker);
  stop.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  expect(stopped.isTerminated).toBe(true);
  const dying = measureInWorker('webgpu', never, () => crashed.asWorker);
  crashed.crash();
  await expect(dying).rejects.toThrow('This device could not be measured (an unexpected error, “boom”).');
});
