import { expect, test, vi } from 'vitest';
import { newestTake } from '../../../../src/app/features/speech/takes';
import { FailureError } from '../../../../src/core/failure';
import { readWav } from '../../../../src/core/pcm/read-wav';
import { english } from '../../../../src/core/sentence';
import { fakePageParts } from '../../../fakes/fake-page-parts';
import { FakeSpeaker } from '../../../fakes/fake-speaker';

/** Lets the fake engine speak one chunk a turn of the event loop. */
const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
const isDone = ({ speech }: { speech: { type: string } }) => /finished|stopped|failed/.test(speech.type);

test('sound is heard from the place that was chosen', async () => {
  const page = fakePageParts({ seconds: 2 });
  await page.untilReady();
  page.controllers.speech.speak();
  await page.until(({ playback }) => playback.playedSeconds === 2);
  const all = page.speakers[0]!.heard;
  page.controllers.playback.playFrom(0.5);
  await page.until(
    () => page.speakers[0]!.stretches.length === 2 && page.speakers[0]!.heard.length === 36_000,
  );
  expect(page.speakers[0]!.heard).toEqual(all.subarray(12_000));
  expect(page.store.getState().playback.playedSeconds).toBe(2);
});

test('a take of any length is heard again from any place, and saved whole', async () => {
  const page = fakePageParts({ seconds: 47 });
  await page.untilReady();
  page.controllers.speech.speak();
  await page.until((state) => isDone(state) && state.playback.playedSeconds === 47);
  for (const seconds of [0, 12.5, 39.99, 43]) {
    page.controllers.playback.playFrom(seconds);
    const count = 47 * 24_000 - Math.round(seconds * 24_000);
    await page.until(() => page.speakers[0]!.heard.length === count);
    page.controllers.speech.download();
    await page.until(() => page.saved.length === 1);
    const file = readWav(page.saved.pop()!.bytes);
    expect(file.samples).toHaveLength(47 * 24_000);
    const from = file.samples.subarray(file.samples.length - count);
    const furthest = page.speakers[0]!.heard.reduce(
      (most, x, i) => Math.max(most, Math.abs(x - from[i]!)),
      0,
    );
    expect(furthest).toBeLessThan(2 / 32_767);
  }
});

test('a chosen place is shown at once, and stays when it is stopped before it was heard', async () => {
  const page = fakePageParts({ seconds: 2 });
  await page.untilReady();
  page.controllers.speech.speak();
  await page.until(({ playback }) => playback.playedSeconds === 2);
  const places: number[] = [];
  page.store.subscribe(() => places.push(page.store.getState().playback.playedSeconds));
  page.controllers.playback.playFrom(0.5);
  expect(page.store.getState().playback).toMatchObject({ type: 'buffering', playedSeconds: 0.5 });
  page.controllers.playback.playFrom(1);
  page.controllers.speech.stop();
  expect(page.store.getState().playback).toMatchObject({ type: 'silent', playedSeconds: 1 });
  await pause();
  expect(page.store.getState().playback).toMatchObject({ type: 'silent', playedSeconds: 1 });
  page.controllers.playback.playFrom(1.5);
  await page.until(({ playback }) => playback.type === 'silent' && playback.playedSeconds === 2);
  expect(places.every((place) => place >= 0.5 && place <= 2)).toBe(true);
});

test('sound that cannot be read back is told, and leaves the page silent', async () => {
  const page = fakePageParts({ seconds: 15 });
  await page.untilReady();
  page.controllers.speech.speak();
  await page.until(({ playback }) => playback.playedSeconds === 15);
  const lost = vi.spyOn(Blob.prototype, 'arrayBuffer').mockRejectedValue(new Error('gone'));
  try {
    page.controllers.playback.playFrom(3);
    const { playback, warnings } = await page.until((state) => state.warnings.length > 0);
    expect(english(warnings[0]!.sentence)).toMatch(/could not read back/);
    expect(playback).toMatchObject({ type: 'silent', playedSeconds: 3 });
  } finally {
    lost.mockRestore();
  }
  page.controllers.playback.playFrom(14);
  await page.until(({ playback }) => playback.playedSeconds === 15);
});

test('a pause by the system is shown, and a press wakes the sound where it was', async () => {
  const page = fakePageParts({ seconds: 2 });
  await page.untilReady();
  page.controllers.speech.speak();
  await page.until(({ playback }) => playback.playedSeconds === 2);
  const speaker = page.speakers[0]!;
  speaker.tell({ type: 'paused', playedSamples: 12_000, underrunCount: 0 });
  expect(page.store.getState().playback).toEqual({ type: 'paused', playedSeconds: 0.5, underrunCount: 0 });
  const before = speaker.wakeCount;
  page.controllers.playback.wake();
  await pause();
  expect(speaker.wakeCount).toBe(before + 1);
  expect(speaker.stretches).toHaveLength(1);
});

test('page and display are kept awake while something is made or heard, and no longer', async () => {
  const page = fakePageParts({ seconds: 2, pause });
  await page.untilReady();
  expect(page.awake).toEqual([]);
  page.controllers.speech.speak();
  await page.until((state) => isDone(state) && state.playback.type === 'silent');
  expect(page.awake[0]).toBe(true);
  expect(page.awake.at(-1)).toBe(false);
  page.speakers[0]!.tell({ type: 'playing', playedSamples: 1, underrunCount: 0 });
  expect(page.awake.at(-1)).toBe(true);
  page.speakers[0]!.tell({ type: 'paused', playedSamples: 1, underrunCount: 0 });
  expect(page.awake.at(-1)).toBe(false);
});

test('a speaker that was refused is asked for again by the next click', async () => {
  let refusals = 1;
  const heard: FakeSpeaker[] = [];
  const openSpeaker = async (sampleRateHz: number) => {
    if (refusals-- > 0) throw new FailureError({ kind: 'unsupported', message: 'Not now.' });
    heard.push(new FakeSpeaker(sampleRateHz));
    return heard[0]!;
  };
  const page = fakePageParts({ seconds: 1 }, { openSpeaker });
  await page.untilReady();
  page.controllers.speech.speak();
  await page.until(({ warnings }) => warnings.length === 1);
  page.controllers.playback.playFrom(0);
  await page.until(({ playback }) => playback.playedSeconds === 1);
  expect(heard[0]!.heard).toHaveLength(24_000);
});

test.each([
  ['closed', (speaker: FakeSpeaker) => speaker.lose()],
  ['paused', (speaker: FakeSpeaker) => speaker.tell({ type: 'paused', playedSamples: 1, underrunCount: 0 })],
])('after the output was %s the next Speak opens a new one', async (_, happens) => {
  const page = fakePageParts({ seconds: 1 });
  await page.untilReady();
  page.controllers.speech.speak();
  await page.until((state) => isDone(state) && state.playback.type === 'silent');
  happens(page.speakers[0]!);
  page.controllers.speech.speak();
  await page.until((state) => isDone(state) && page.speakers.length === 2);
  await page.until(({ playback }) => playback.type === 'silent' && playback.playedSeconds === 1);
  expect(page.speakers[0]!.isDisposed).toBe(true);
  expect(page.speakers[1]!.heard).toHaveLength(24_000);
});

test('an output that is closed in mid-speech is told, the take is made whole, and the next click opens a new one', async () => {
  const page = fakePageParts({
    seconds: 2,
    pause: async () => {
      if (page.speakers[0]?.heard.length) page.speakers[0].lose();
      await pause();
    },
  });
  await page.untilReady();
  page.controllers.speech.speak();
  const state = await page.until((now) => isDone(now) && now.warnings.length > 0);
  expect(state.playback.type).toBe('silent');
  expect(english(state.warnings[0]!.sentence)).toMatch(/closed/);
  expect(newestTake(state)).toMatchObject({ isComplete: true, generatedSeconds: 2 });
  page.controllers.playback.playFrom(0);
  await page.until(({ playback }) => playback.type === 'silent' && playback.playedSeconds === 2);
  expect(page.speakers[1]!.heard).toHaveLength(48_000);
});
