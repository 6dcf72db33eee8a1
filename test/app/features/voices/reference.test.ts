import { afterEach, describe, expect, test, vi } from 'vitest';
import { readWav } from '../../../../src/core/pcm/read-wav';
import { fakePageParts } from '../../../fakes/fake-page-parts';

const isDone = ({ speech }: { speech: { type: string } }) => /finished|stopped|failed/.test(speech.type);
describe('references', () => {
  afterEach(() => vi.useRealTimers());

  const tone = new Float32Array(3 * 24_000).fill(0.2);
  const own = { voice: { type: 'own' }, referenceTranscript: 'Hi.', referenceConsent: true } as const;
  const file = new File(['sound'], 'me.wav');

  test('a recording becomes codes once for each model', async () => {
    const page = fakePageParts({}, { decodeAudio: async () => tone });
    await page.untilReady();
    page.controllers.reference.record();
    await page.until(({ reference }) => reference.type === 'recording');
    page.controllers.reference.stopRecording();
    await page.until(({ reference }) => reference.type === 'ready');
    page.controllers.settings.change(own);
    for (const again of [1, 2]) {
      page.controllers.speech.speak();
      await page.until((state) => isDone(state) && page.engine.requests.length === again);
    }
    expect(page.engine.encodeCount).toBe(1);
    page.controllers.models.load(page.store.getState().choices[1]!);
    await page.until(({ model }) => model.type === 'ready' && model.choice.id === 'drone');
    page.controllers.speech.speak();
    await page.until((state) => isDone(state) && page.engine.requests.length === 3);
    expect(page.engine.encodeCount).toBe(2);
    expect(page.engine.requests[2]!.voices).toMatchObject([{ type: 'codes', transcript: 'Hi.' }]);
  });

  test.each([
    ['Stop', (page: ReturnType<typeof fakePageParts>) => page.controllers.speech.stop()],
    ['Speak', (page: ReturnType<typeof fakePageParts>) => page.controllers.speech.speak()],
  ])('%s ends a recording, which is kept: what is heard next is not recorded', async (_, press) => {
    const page = fakePageParts({}, { decodeAudio: async () => tone });
    await page.untilReady();
    page.controllers.reference.record();
    await page.until(({ reference }) => reference.type === 'recording');
    press(page);
    await page.until(({ reference }) => reference.type === 'ready');
  });

  test.each([
    ['0 bytes', new File([], 'me.wav'), tone, /“me.wav” is empty/],
    ['silence', file, new Float32Array(72_000), /silent/],
    ['half a second', file, tone.subarray(0, 12_000), /only 0\.5 s/],
  ])('%s is refused beside the field', async (_, chosen, samples, sentence) => {
    const page = fakePageParts({}, { decodeAudio: async () => samples });
    await page.untilReady();
    page.controllers.reference.takeFile(chosen);
    const { reference } = await page.until((state) => state.reference.type === 'failed');
    expect(reference).toMatchObject({
      failure: { kind: 'bad-audio', message: expect.stringMatching(sentence) },
    });
  });

  test('of a long recording a person chooses the part, and hears and uses just that', async () => {
    const long = new Float32Array(60 * 24_000);
    long.fill(0.2, 10 * 24_000);
    const previews: Blob[] = [];
    const page = fakePageParts(
      {},
      { decodeAudio: async () => long, previewUrl: (blob) => `blob:${previews.push(blob)}` },
    );
    const previewed = async () => readWav(new Uint8Array(await previews.at(-1)!.arrayBuffer())).samples;
    await page.untilReady();
    page.controllers.reference.takeFile(file);
    const { reference } = await page.until((state) => state.reference.type === 'ready');
    expect(reference).toMatchObject({ seconds: 60, startSeconds: 10, usedSeconds: 30, problem: null });
    expect((await previewed()).length).toBe(30 * 24_000);
    page.controllers.settings.change(own);
    page.controllers.speech.speak();
    await page.until((state) => isDone(state) && page.engine.requests.length === 1);
    page.controllers.reference.trim('start', 5.5);
    expect(page.store.getState().reference).toMatchObject({ startSeconds: 5.5, usedSeconds: 30 });
    expect((await previewed()).findIndex((sample) => sample > 0)).toBe(4.5 * 24_000);
    page.controllers.speech.speak();
    await page.until((state) => isDone(state) && page.engine.requests.length === 2);
    expect(page.engine.encodeCount).toBe(2);
    expect(page.engine.encodedSamples.map(({ length }) => length)).toEqual([30 * 24_000, 30 * 24_000]);
    expect(page.engine.encodedSamples[1]!.findIndex((sample) => sample > 0)).toBe(4.5 * 24_000);
    page.controllers.reference.trim('end', 20);
    expect(page.store.getState().reference).toMatchObject({ startSeconds: 5.5, usedSeconds: 14.5 });
  });

  test('a part without sound is told, and another one can be chosen', async () => {
    const long = new Float32Array(60 * 24_000);
    long.fill(0.2, 0, 10 * 24_000);
    const page = fakePageParts({}, { decodeAudio: async () => long });
    await page.untilReady();
    page.controllers.reference.takeFile(file);
    await page.until((state) => state.reference.type === 'ready');
    page.controllers.reference.trim('start', 20);
    expect(page.store.getState().reference).toMatchObject({
      problem: { message: expect.stringMatching(/silent/) },
    });
    page.controllers.reference.trim('start', 5);
    expect(page.store.getState().reference).toMatchObject({ problem: null, startSeconds: 5 });
  });

  test('a bad file leaves the recording that is there', async () => {
    const sounds = [tone, new Float32Array(72_000)];
    const page = fakePageParts({}, { decodeAudio: async () => sounds.shift()! });
    await page.untilReady();
    page.controllers.reference.takeFile(file);
    await page.until((state) => state.reference.type === 'ready');
    page.controllers.reference.takeFile(new File(['x'], 'other.wav'));
    const { reference } = await page.until(
      (state) => state.reference.type === 'ready' && state.reference.problem !== null,
    );
    expect(reference).toMatchObject({ name: 'me.wav', problem: { kind: 'bad-audio' } });
  });

  test('a recording ends by itself after a minute', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const page = fakePageParts({}, { decodeAudio: async () => tone });
    await page.untilReady();
    page.controllers.reference.record();
    await page.until(({ reference }) => reference.type === 'recording');
    vi.advanceTimersByTime(59_900);
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
          return { stop: async () => new Blob(['x']), level: () => 0, cancel: () => {} };
        },
      },
    );
    await page.untilReady();
    page.controllers.reference.record();
    page.controllers.reference.record();
    await page.until(({ reference }) => reference.type === 'recording');
    expect(asked).toBe(1);
    page.controllers.reference.drop();
  });

  test('a recording that was removed is gone', async () => {
    const page = fakePageParts({}, { decodeAudio: async () => tone });
    await page.untilReady();
    page.controllers.reference.takeFile(file);
    await page.until(({ reference }) => reference.type === 'ready');
    page.controllers.reference.drop();
    page.controllers.settings.change(own);
    page.controllers.speech.speak();
    const { problem } = await page.until((state) => state.problem !== null);
    expect(problem?.message).toMatch(/needs a recording/);
  });
});
