import { describe, expect, test } from 'vitest';
import { newestTake } from '../../src/app/features/speech/takes';
import { FailureError, failureOf } from '../../src/core/failure';
import { readWav } from '../../src/core/pcm/read-wav';
import { verbatim } from '../../src/core/sentence';
import { fakePageParts } from '../fakes/fake-page-parts';
import { gate } from '../fakes/gate';

/** Lets the fake engine speak one chunk a turn of the event loop. */
const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
const isDone = ({ speech }: { speech: { type: string } }) => /finished|stopped|failed/.test(speech.type);

describe('speaking', () => {
  test('what the engine says is heard, shown and saved', async () => {
    const page = fakePageParts({ seconds: 2 });
    await page.untilReady();
    page.controllers.speech.speak();
    await page.until(isDone);
    const state = await page.until(
      ({ playback }) => playback.type === 'silent' && playback.playedSeconds === 2,
    );
    expect(newestTake(state)).toMatchObject({ generatedSeconds: 2, isComplete: true, seed: 40 });
    expect(page.speakers).toHaveLength(1);
    expect(page.speakers[0]!.heard).toHaveLength(48_000);
    expect(newestTake(page.store.getState())?.peaks?.sampleCount).toBe(48_000);

    page.controllers.speech.download();
    await page.until(() => page.saved.length === 1);
    expect(page.saved[0]!.name).toBe('hello-this-voice-is-made-40.wav');
    const file = readWav(page.saved[0]!.bytes);
    expect(file.sampleRateHz).toBe(24_000);
    const loudest = page.speakers[0]!.heard.reduce(
      (worst, sample, i) => Math.max(worst, Math.abs(sample - file.samples[i]!)),
      0,
    );
    expect(loudest).toBeLessThan(1 / 32_000);
  });

  test('Stop keeps what there is: it can be heard again and saved', async () => {
    const page = fakePageParts({ seconds: 60, pause });
    await page.untilReady();
    page.controllers.speech.speak();
    await page.until((state) => (newestTake(state)?.generatedSeconds ?? 0) >= 1);
    page.controllers.speech.stop();
    const take = newestTake(await page.until(({ speech }) => speech.type === 'stopped'));
    expect(take?.isComplete).toBe(true);
    expect(take?.generatedSeconds).toBeLessThan(59);
    page.controllers.playback.playFrom(0);
    await page.until(() => page.speakers[0]!.heard.length === Math.round(take!.generatedSeconds * 24_000));
    page.controllers.speech.download();
    await page.until(() => page.saved.length === 1);
    expect(readWav(page.saved[0]!.bytes).samples).toHaveLength(Math.round(take!.generatedSeconds * 24_000));
  });

  test('Stop before the first sound ends the request', async () => {
    const page = fakePageParts({ seconds: 60, pause });
    await page.untilReady();
    page.controllers.speech.speak();
    page.controllers.speech.stop();
    const state = await page.until(isDone);
    expect(state.speech.type).toBe('stopped');
    expect(state.problem).toBeNull();
  });

  test('a lost device keeps what there is, says what went wrong, and the model can be loaded again', async () => {
    const page = fakePageParts({ seconds: 5, failAfterChunks: 3 });
    await page.untilReady();
    page.controllers.speech.speak();
    const state = await page.until(isDone);
    expect(state.model).toMatchObject({
      type: 'failed',
      choice: { id: 'hum' },
      failure: { kind: 'device-lost' },
    });
    expect(state.problem).toBeNull(); // told once
    expect(newestTake(state)?.generatedSeconds).toBeCloseTo(0.6);
    page.controllers.models.retry();
    const take = newestTake(await page.until(({ model }) => model.type === 'ready'));
    expect(take?.generatedSeconds).toBeCloseTo(0.6);
    await page.until(() => page.speakers[0]!.heard.length === 14_400);
  });

  test('without a speaker the speech is made all the same', async () => {
    const refused = new FailureError({ kind: 'unsupported', message: 'No sound here; download it.' });
    const page = fakePageParts({}, { openSpeaker: () => Promise.reject(refused) });
    await page.untilReady();
    page.controllers.speech.speak();
    const state = await page.until((now) => isDone(now) && now.warnings.length > 0);
    expect(state.warnings).toEqual([{ sentence: verbatim('No sound here; download it.'), count: 1 }]);
    expect(state.problem).toBeNull();
    expect(newestTake(state)?.isComplete).toBe(true);
  });

  test('a form that cannot be spoken stops nothing', async () => {
    const page = fakePageParts();
    await page.untilReady();
    page.controllers.speech.speak();
    const before = await page.until(isDone);
    page.controllers.settings.change({ text: '  ' });
    page.controllers.speech.speak();
    const state = await page.until(({ problem }) => problem !== null);
    expect(state.problem?.message).toMatch(/no text to speak/);
    expect(newestTake(state)).toEqual(newestTake(before));
    expect(state.speech.type).toBe('finished');
    expect(page.engine.requests).toHaveLength(1);
  });

  test('a kept seed is used again, another is drawn anew', async () => {
    const page = fakePageParts();
    await page.untilReady();
    for (const isSeedLocked of [false, true, false]) {
      page.controllers.settings.change({ isSeedLocked });
      page.controllers.speech.speak();
      await page.until(isDone);
    }
    expect(page.engine.requests.map(({ seed }) => seed)).toEqual([40, 40, 41]);
  });

  test('a second wish to speak waits for the first', async () => {
    const page = fakePageParts({ pause });
    await page.untilReady();
    page.controllers.speech.speak();
    page.controllers.speech.speak();
    await page.until(isDone);
    expect(page.engine.requests).toHaveLength(1);
  });

  test('Speak that is pressed while the model loads begins by itself, with what the form says then', async () => {
    const loading = gate();
    const page = fakePageParts({ pause: loading.pause });
    void page.start();
    await page.until(({ model }) => model.type === 'loading');
    page.controllers.speech.speak();
    expect(page.store.getState().speech.type).toBe('waiting');
    expect(page.speakers).toHaveLength(1); // opened inside the click
    page.controllers.settings.change({ text: 'Another text.' });
    loading.open();
    await page.until(isDone);
    expect(page.engine.requests).toMatchObject([{ text: 'Another text.', voices: [{ type: 'preset' }] }]);
    expect(page.speakers).toHaveLength(1);
  });

  test('of what was shared, what could be read is in the field, and what could not is told', async () => {
    const failure = failureOf('bad-request', '“a.png” is no text.');
    const page = fakePageParts(
      {},
      {
        receiveTexts: async (take) => {
          take({ text: 'It rains.', failure });
          take({ text: '', failure });
        },
      },
    );
    expect(page.store.getState()).toMatchObject({ form: { text: 'It rains.' }, problem: failure });
  });

  test('what waits for the model is stopped, refused or given up', async () => {
    const page = fakePageParts({ load: 'never-ends' });
    void page.start();
    await page.until(({ model }) => model.type === 'loading');
    page.controllers.settings.change({ text: ' ' });
    await page.controllers.speech.speak();
    expect(page.store.getState()).toMatchObject({
      speech: { type: 'idle' },
      problem: { kind: 'bad-request' },
    });
    page.controllers.settings.change({ text: 'Hello.' });
    const speaking = page.controllers.speech.speak();
    page.controllers.speech.stop();
    await speaking;
    expect(page.store.getState()).toMatchObject({ speech: { type: 'idle' }, problem: null });

    const loading = gate();
    const failing = fakePageParts({ load: 'fails', pause: loading.pause });
    void failing.start();
    await failing.until(({ model }) => model.type === 'loading');
    const waiting = failing.controllers.speech.speak();
    loading.open();
    await waiting;
    expect(failing.store.getState()).toMatchObject({ speech: { type: 'idle' }, model: { type: 'failed' } });
    expect(failing.engine.requests).toHaveLength(0);
  });

  test('without a model nothing is asked for', async () => {
    const page = fakePageParts({ load: 'fails' });
    void page.start();
    const state = await page.until(({ model }) => model.type === 'failed');
    page.controllers.speech.speak();
    expect(state.model).toMatchObject({ choice: { id: 'hum' }, failure: { kind: 'bad-package' } });
    expect(page.engine.requests).toHaveLength(0);
  });
});

describe('models', () => {
  test('another model ends the speech of the one before', async () => {
    const page = fakePageParts({ seconds: 60, pause });
    await page.untilReady();
    page.controllers.speech.speak();
    await page.until((state) => newestTake(state) !== null);
    page.controllers.models.load(page.store.getState().choices[1]!);
    await page.until(({ model, speech }) => model.type === 'ready' && speech.type === 'stopped');
    expect(page.store.getState().model).toMatchObject({ choice: { id: 'drone' } });
  });

  test('a newer wish replaces a load that goes on', async () => {
    const page = fakePageParts({ load: 'never-ends' });
    void page.start();
    await page.until(({ model }) => model.type === 'loading');
    page.controllers.models.load({ id: 'x', title: 'X', url: 'https://host.example/x/' });
    await page.until(({ model }) => model.type === 'loading' && model.choice.id === 'x');
    await pause();
    expect(page.store.getState().model.type).toBe('loading');
  });

  test('a choice of backend loads the model again on it', async () => {
    const page = fakePageParts();
    await page.untilReady();
    page.controllers.models.chooseBackend('webgpu');
    const { model } = await page.until((state) => state.model.type === 'ready' && state.backend === 'webgpu');
    expect(model).toMatchObject({ info: { backend: 'webgpu' } });
  });
});
