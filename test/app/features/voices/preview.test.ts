import { expect, test } from 'vitest';
import { newestTake } from '../../../../src/app/features/speech/takes';
import { FailureError } from '../../../../src/core/failure';
import { fakePageParts } from '../../../fakes/fake-page-parts';

/** Lets the fake engine take a turn of the event loop. */
const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
const isDone = ({ speech }: { speech: { type: string } }) => /finished|stopped|failed/.test(speech.type);

test('it is heard aside: the take, its place and its figures stay', async () => {
  const page = fakePageParts({ seconds: 2 });
  await page.untilReady();
  page.controllers.speech.speak();
  const before = await page.until(
    (state) => isDone(state) && state.playback.type === 'silent' && state.playback.playedSeconds === 2,
  );
  page.controllers.preview.toggle('ben');
  await page.until(({ previewedVoice }) => previewedVoice === 'ben');
  const after = await page.until(({ previewedVoice }) => previewedVoice === null);
  expect(page.engine.previews).toEqual(['ben']);
  expect(page.speakers[0]!.heard).toHaveLength(24_000);
  expect(after.playback).toEqual(before.playback);
  expect(newestTake(after)).toEqual(newestTake(before));
  expect(after.problem).toBeNull();
});

test('the take that sounds makes way for it', async () => {
  const page = fakePageParts({ seconds: 2 });
  await page.untilReady();
  page.controllers.speech.speak();
  await page.until(isDone);
  page.controllers.playback.playFrom(0.5);
  page.controllers.preview.toggle('ben');
  await page.until(({ previewedVoice }) => previewedVoice === null);
  expect(page.speakers[0]!.heard).toHaveLength(24_000);
  expect(page.store.getState().playback.type).toBe('silent');
});

test('pressed again it stops, and so it does for Stop and for Speak', async () => {
  for (const stop of ['again', 'stop', 'speak'] as const) {
    const page = fakePageParts({ pause });
    await page.untilReady();
    page.controllers.preview.toggle('ada');
    expect(page.store.getState().previewedVoice).toBe('ada');
    if (stop === 'again') page.controllers.preview.toggle('ada');
    else page.controllers.speech[stop]();
    expect(page.store.getState().previewedVoice).toBeNull();
    if (stop === 'speak') await page.until(isDone);
    await pause();
    await pause();
    expect(page.engine.previews).toEqual([]);
    expect(page.store.getState().problem).toBeNull();
  }
});

test('another one replaces it', async () => {
  const page = fakePageParts({ pause });
  await page.untilReady();
  page.controllers.preview.toggle('ada');
  page.controllers.preview.toggle('ben');
  await page.until(({ previewedVoice }) => previewedVoice === null);
  expect(page.engine.previews).toEqual(['ben']);
});

test('nothing is heard while the engine speaks or no model is there', async () => {
  const page = fakePageParts({ seconds: 60, pause });
  page.controllers.preview.toggle('ada');
  expect(page.store.getState().previewedVoice).toBeNull();
  await page.untilReady();
  page.controllers.speech.speak();
  page.controllers.preview.toggle('ada');
  expect(page.store.getState().previewedVoice).toBeNull();
  expect(page.store.getState().speech.type).not.toBe('stopped');
  page.controllers.speech.stop();
  await page.until(isDone);
});

test('what goes wrong is told', async () => {
  const page = fakePageParts();
  const full = new FailureError({ kind: 'out-of-memory', message: 'The memory of this page is full.' });
  page.engine.previewVoice = () => Promise.reject(full);
  await page.untilReady();
  page.controllers.preview.toggle('ada');
  const state = await page.until(({ problem }) => problem !== null);
  expect(state.problem?.kind).toBe('out-of-memory');
  expect(state.previewedVoice).toBeNull();
});
