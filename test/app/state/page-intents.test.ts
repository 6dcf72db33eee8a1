import { afterEach, describe, expect, test, vi } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import { readWav } from '../../../src/core/pcm/read-wav';
import { fakePageParts } from '../../fakes/fake-page-parts';

/** Lets the fake engine speak one chunk a turn of the event loop. */
const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
const isDone = ({ speech }: { speech: { type: string } }) => /finished|stopped|failed/.test(speech.type);

describe('speaking', () => {
  test('what the engine says is heard, shown and saved', async () => {
    const page = fakePageParts({ seconds: 2 });
    await page.untilReady();
    page.intents.speak();
    await page.until(isDone);
    const state = await page.until(
      ({ playback }) => playback.type === 'silent' && playback.playedSeconds === 2,
    );
    expect(state.take).toMatchObject({ generatedSeconds: 2, isComplete: true, seed: 40 });
    expect(page.speakers).toHaveLength(1);
    expect(page.speakers[0]!.heard).toHaveLength(48_000);
    expect(page.sound.peaks()?.sampleCount).toBe(48_000);

    page.intents.download();
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
    page.intents.speak();
    await page.until(({ take }) => (take?.generatedSeconds ?? 0) >= 1);
    page.intents.stop();
    const { take } = await page.until(({ speech }) => speech.type === 'stopped');
    expect(take?.isComplete).toBe(true);
    expect(take?.generatedSeconds).toBeLessThan(59);
    page.intents.playFrom(0);
    await page.until(() => page.speakers[0]!.heard.length === Math.round(take!.generatedSeconds * 24_000));
    page.intents.download();
    await page.until(() => page.saved.length === 1);
    expect(readWav(page.saved[0]!.bytes).samples).toHaveLength(Math.round(take!.generatedSeconds * 24_000));
  });

  test('Stop before the first sound ends the request', async () => {
    const page = fakePageParts({ seconds: 60, pause });
    await page.untilReady();
    page.intents.speak();
    page.intents.stop();
    const state = await page.until(isDone);
    expect(state.speech.type).toBe('stopped');
    expect(state.problem).toBeNull();
  });

  test('a lost device keeps what there is, says what went wrong, and the model can be loaded again', async () => {
    const page = fakePageParts({ seconds: 5, failAfterChunks: 3 });
    await page.untilReady();
    page.intents.speak();
    const state = await page.until(isDone);
    expect(state.model).toMatchObject({
      type: 'failed',
      choice: { id: 'hum' },
      failure: { kind: 'device-lost' },
    });
    expect(state.problem).toBeNull(); // told once
    expect(state.take?.generatedSeconds).toBeCloseTo(0.6);
    page.intents.retryModel();
    const { take } = await page.until(({ model }) => model.type === 'ready');
    expect(take?.generatedSeconds).toBeCloseTo(0.6);
    await page.until(() => page.speakers[0]!.heard.length === 14_400);
  });

  test('without a speaker the speech is made all the same', async () => {
    const refused = new FailureError({ kind: 'unsupported', message: 'No sound here; download it.' });
    const page = fakePageParts({}, { openSpeaker: () => Promise.reject(refused) });
    await page.untilReady();
    page.intents.speak();
    const state = await page.until((now) => isDone(now) && now.warnings.length > 0);
    expect(state.warnings).toEqual([{ message: 'No sound here; download it.', count: 1 }]);
    expect(state.problem).toBeNull();
    expect(state.take?.isComplete).toBe(true);
  });

  test('a form that cannot be spoken stops nothing', async () => {
    const page = fakePageParts();
    await page.untilReady();
    page.intents.speak();
    const before = await page.until(isDone);
    page.intents.change({ text: '  ' });
    page.intents.speak();
    const state = await page.until(({ problem }) => problem !== null);
    expect(state.problem?.message).toMatch(/no text to speak/);
    expect(state.take).toEqual(before.take);
    expect(state.speech.type).toBe('finished');
    expect(page.engine.requests).toHaveLength(1);
  });

  test('a kept seed is used again, another is drawn anew', async () => {
    const page = fakePageParts();
    await page.untilReady();
    for (const isSeedLocked of [false, true, false]) {
      page.intents.change({ isSeedLocked });
      page.intents.speak();
      await page.until(isDone);
    }
    expect(page.engine.requests.map(({ seed }) => seed)).toEqual([40, 40, 41]);
  });

  test('a second wish to speak waits for the first', async () => {
    const page = fakePageParts({ pause });
    await page.untilReady();
    page.intents.speak();
    page.intents.speak();
    await page.until(isDone);
    expect(page.engine.requests).toHaveLength(1);
  });

  test('without a model nothing is asked for', async () => {
    const page = fakePageParts({ load: 'fails' });
    void page.start();
    const state = await page.until(({ model }) => model.type === 'failed');
    page.intents.speak();
    expect(state.model).toMatchObject({ choice: { id: 'hum' }, failure: { kind: 'bad-package' } });
    expect(page.engine.requests).toHaveLength(0);
  });
});

describe('models', () => {
  test('another model ends the speech of the one before', async () => {
    const page = fakePageParts({ seconds: 60, pause });
    await page.untilReady();
    page.intents.speak();
    await page.until(({ take }) => take !== null);
    page.intents.chooseModel(page.store.getState().choices[1]!);
    await page.until(({ model, speech }) => model.type === 'ready' && speech.type === 'stopped');
    expect(page.store.getState().model).toMatchObject({ choice: { id: 'drone' } });
  });

  test('a newer wish replaces a load that goes on', async () => {
    const page = fakePageParts({ load: 'never-ends' });
    void page.start();
    await page.until(({ model }) => model.type === 'loading');
    page.intents.chooseModel({ id: 'x', title: 'X', url: 'https://host.example/x/' });
    await page.until(({ model }) => model.type === 'loading' && model.choice.id === 'x');
    await pause();
    expect(page.store.getState().model.type).toBe('loading');
  });

  test('a choice of backend loads the model again on it', async () => {
    const page = fakePageParts();
    await page.untilReady();
    page.intents.chooseBackend('webgpu');
    const { model } = await page.until((state) => state.model.type === 'ready' && state.backend === 'webgpu');
    expect(model).toMatchObject({ info: { backend: 'webgpu' } });
  });
});

describe('references', () => {
  afterEach(() => vi.useRealTimers());

  const tone = new Float32Array(3 * 24_000).fill(0.2);
  const own = { voice: { type: 'own' }, referenceTranscript: 'Hi.', referenceConsent: true } as const;
  const file = new File(['sound'], 'me.wav');

  test('a recording becomes codes once for each model', async () => {
    const page = fakePageParts({}, { decodeAudio: async () => [tone, tone] });
    await page.untilReady();
    page.intents.startRecording();
    await page.until(({ reference }) => reference.type === 'recording');
    page.intents.stopRecording();
    await page.until(({ reference }) => reference.type === 'ready');
    page.intents.change(own);
    for (const again of [1, 2]) {
      page.intents.speak();
      await page.until((state) => isDone(state) && page.engine.requests.length === again);
    }
    expect(page.engine.encodeCount).toBe(1);
    page.intents.chooseModel(page.store.getState().choices[1]!);
    await page.until(({ model }) => model.type === 'ready' && model.choice.id === 'drone');
    page.intents.speak();
    await page.until((state) => isDone(state) && page.engine.requests.length === 3);
    expect(page.engine.encodeCount).toBe(2);
    expect(page.engine.requests[2]!.voices).toMatchObject([{ type: 'codes', transcript: 'Hi.' }]);
  });

  test.each([
    ['0 bytes', new File([], 'me.wav'), [tone], /“me.wav” is empty/],
    ['silence', file, [new Float32Array(72_000)], /silent/],
    ['half a second', file, [tone.subarray(0, 12_000)], /only 0\.5 s/],
    ['a lecture', file, [new Float32Array(40 * 24_000).fill(0.1)], /40 s long/],
  ])('%s is refused beside the field', async (_, chosen, channels, sentence) => {
    const page = fakePageParts({}, { decodeAudio: async () => channels });
    await page.untilReady();
    page.intents.takeReferenceFile(chosen);
    const { reference } = await page.until((state) => state.reference.type === 'failed');
    expect(reference).toMatchObject({
      failure: { kind: 'bad-audio', message: expect.stringMatching(sentence) },
    });
  });

  test('a recording ends by itself before it is too long', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const page = fakePageParts({}, { decodeAudio: async () => [tone] });
    await page.untilReady();
    page.intents.startRecording();
    await page.until(({ reference }) => reference.type === 'recording');
    vi.advanceTimersByTime(29_400);
    expect(page.store.getState().reference.type).toBe('recording');
    vi.advanceTimersByTime(200);
    await page.until(({ reference }) => reference.type === 'ready');
  });

  test('a second press while the microphone is asked for starts no second recording', async () => {
    let asked = 0;
    const page = fakePageParts(
      {},
      {
        startRecording: async () => {
          asked++;
          return { stop: async () => new Blob(['x']), cancel: () => {} };
        },
      },
    );
    await page.untilReady();
    page.intents.startRecording();
    page.intents.startRecording();
    await page.until(({ reference }) => reference.type === 'recording');
    expect(asked).toBe(1);
    page.intents.dropReference();
  });

  test('a recording that was removed is gone', async () => {
    const page = fakePageParts({}, { decodeAudio: async () => [tone] });
    await page.untilReady();
    page.intents.takeReferenceFile(file);
    await page.until(({ reference }) => reference.type === 'ready');
    page.intents.dropReference();
    page.intents.change(own);
    page.intents.speak();
    const { problem } = await page.until((state) => state.problem !== null);
    expect(problem?.message).toMatch(/needs a recording/);
  });
});
