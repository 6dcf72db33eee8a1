import { expect, test, vi } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import { readWav } from '../../../src/core/pcm/read-wav';
import { fakePageParts } from '../../fakes/fake-page-parts';
import { FakeSpeaker } from '../../fakes/fake-speaker';

/** Lets the fake engine speak one chunk a turn of the event loop. */
const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
const isDone = ({ speech }: { speech: { type: string } }) => /finished|stopped|failed/.test(speech.type);

test('sound is heard from the place that was chosen', async () => {
  const page = fakePageParts({ seconds: 2 });
  await page.untilReady();
  page.intents.speak();
  await page.until(({ playback }) => playback.playedSeconds === 2);
  const all = page.speakers[0]!.heard;
  page.intents.playFrom(0.5);
  await page.until(
    () => page.speakers[0]!.stretches.length === 2 && page.speakers[0]!.heard.length === 36_000,
  );
  expect(page.speakers[0]!.heard).toEqual(all.subarray(12_000));
  expect(page.store.getState().playback.playedSeconds).toBe(2);
});

test('a take of any length is heard again from any place, and saved whole', async () => {
  const page = fakePageParts({ seconds: 47 });
  await page.untilReady();
  page.intents.speak();
  await page.until((state) => isDone(state) && state.playback.playedSeconds === 47);
  for (const seconds of [0, 12.5, 39.99, 43]) {
    page.intents.playFrom(seconds);
    const count = 47 * 24_000 - Math.round(seconds * 24_000);
    await page.until(() => page.speakers[0]!.heard.length === count);
    page.intents.download();
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
  page.intents.speak();
  await page.until(({ playback }) => playback.playedSeconds === 2);
  const places: number[] = [];
  page.store.subscribe(() => places.push(page.store.getState().playback.playedSeconds));
  page.intents.playFrom(0.5);
  expect(page.store.getState().playback).toMatchObject({ type: 'buffering', playedSeconds: 0.5 });
  page.intents.playFrom(1);
  page.intents.stop();
  expect(page.store.getState().playback).toMatchObject({ type: 'silent', playedSeconds: 1 });
  await pause();
  expect(page.store.getState().playback).toMatchObject({ type: 'silent', playedSeconds: 1 });
  page.intents.playFrom(1.5);
  await page.until(({ playback }) => playback.type === 'silent' && playback.playedSeconds === 2);
  expect(places.every((place) => place >= 0.5 && place <= 2)).toBe(true);
});

test('sound that cannot be read back is told, and leaves the page silent', async () => {
  const page = fakePageParts({ seconds: 15 });
  await page.untilReady();
  page.intents.speak();
  await page.until(({ playback }) => playback.playedSeconds === 15);
  const lost = vi.spyOn(Blob.prototype, 'arrayBuffer').mockRejectedValue(new Error('gone'));
  try {
    page.intents.playFrom(3);
    const { playback, warnings } = await page.until((state) => state.warnings.length > 0);
    expect(warnings[0]!.message).toMatch(/could not read back/);
    expect(playback).toMatchObject({ type: 'silent', playedSeconds: 3 });
  } finally {
    lost.mockRestore();
  }
  page.intents.playFrom(14);
  await page.until(({ playback }) => playback.playedSeconds === 15);
});

test('a pause by the system is shown, and a press wakes the sound where it was', async () => {
  const page = fakePageParts({ seconds: 2 });
  await page.untilReady();
  page.intents.speak();
  await page.until(({ playback }) => playback.playedSeconds === 2);
  const speaker = page.speakers[0]!;
  speaker.tell({ type: 'paused', playedSamples: 12_000, underrunCount: 0 });
  expect(page.store.getState().playback).toEqual({ type: 'paused', playedSeconds: 0.5, underrunCount: 0 });
  const before = speaker.wakeCount;
  page.intents.resumeSound();
  await pause();
  expect(speaker.wakeCount).toBe(before + 1);
  expect(speaker.stretches).toHaveLength(1);
});

test('page and display are kept awake while something is made or heard, and no longer', async () => {
  const page = fakePageParts({ seconds: 2, pause });
  await page.untilReady();
  expect(page.awake).toEqual([]);
  page.intents.speak();
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
  page.intents.speak();
  await page.until(({ warnings }) => warnings.length === 1);
  page.intents.playFrom(0);
  await page.until(({ playback }) => playback.playedSeconds === 1);
  expect(heard[0]!.heard).toHaveLength(24_000);
});
