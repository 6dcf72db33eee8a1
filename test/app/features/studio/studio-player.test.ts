import { expect, test } from 'vitest';
import { heldBackSeconds, timelineIn } from '../../../../src/app/features/studio/studio-view';
import { fakePageParts } from '../../../fakes/fake-page-parts';
import { gate } from '../../../fakes/gate';
import { openStudio, studioText as text } from '../../../fakes/open-studio';

test('Play that is pressed while the model loads begins by itself, unless it is stopped', async () => {
  const loading = gate();
  const page = fakePageParts({ seconds: 1, pause: loading.pause });
  void page.start();
  await page.until(({ model }) => model.type === 'loading');
  page.controllers.settings.change({ text });
  await page.controllers.studio.open(null);
  const { studio } = page.controllers.studio;
  const hearing = () => page.store.getState().studio!.hearing.type;
  studio.toggle();
  expect(hearing()).toBe('waiting');
  studio.toggle();
  expect(hearing()).toBe('still');
  studio.play();
  page.controllers.speech.stop();
  expect(hearing()).toBe('still');
  studio.play();
  loading.open();
  await page.until((state) => state.studio?.takes.size === 3);
  expect(page.engine.requests).toHaveLength(3);
});

test('keys of the system play, pause and move, and are told the place', async () => {
  const page = await openStudio();
  page.media.actions().play();
  await page.allMade();
  await page.until(({ studio }) => studio?.hearing.type === 'still');
  expect(page.media.shown.filter((shown) => shown?.isPlaying).length).toBeGreaterThan(1);
  expect(page.media.shown.at(-1)).toMatchObject({ isPlaying: false, title: expect.stringMatching(/^One/) });
  page.media.actions().skipRow(-1);
  expect(page.now().hearing.place?.rowId).toBe(page.rows()[1]!.id);
  page.media.actions().seek(0);
  page.media.actions().skipSeconds(0.5);
  expect(page.now().hearing.place).toEqual({ rowId: page.rows()[0]!.id, seconds: 0.5 });
});

test('what is heard is each take with the silence between them', async () => {
  const page = await openStudio();
  page.studio.play();
  await page.allMade();
  await page.until(({ studio }) => studio?.hearing.type === 'still');
  const { totalSeconds } = timelineIn(page.store.getState());
  expect(totalSeconds).toBeCloseTo(3 + 2 * 0.55);
  expect(page.speakers.at(-1)!.heard.length).toBe(Math.round(24_000 * totalSeconds));
  const place = page.now().hearing.place!;
  expect(place.rowId).toBe(page.rows()[2]!.id);
  expect(place.seconds).toBeCloseTo(1);
});

test('twice as fast takes half the time, and the place is told in the time of the text', async () => {
  const page = await openStudio();
  page.studio.player.setSpeed(2);
  page.studio.play(page.rows()[1]!.id);
  await page.allMade();
  await page.until(({ studio }) => studio?.hearing.type === 'still');
  expect(page.speakers.at(-1)!.heard.length / 24_000).toBeCloseTo(2.55 / 2, 2);
  expect(page.now().hearing.place).toMatchObject({ rowId: page.rows()[2]!.id });
  expect(page.now().hearing.place!.seconds).toBeCloseTo(1, 1);
});

/** A page on which making takes so many seconds for each that is heard; its first row is made. */
async function slowly(secondsForOne: number) {
  let clock = 0;
  const pause = async () => {
    clock += secondsForOne / 5;
    await new Promise(setImmediate);
  };
  const page = await openStudio(longText, { pause }, { nowSeconds: () => clock });
  page.studio.sayAnew(page.rows()[0]!.id);
  await page.until((state) => state.studio?.makingRowId === null && state.studio.takes.size === 1);
  return page;
}
const longText = Array.from({ length: 12 }, (_, at) => `Here is row ${at + 1}.`).join(' ');

test('what is made too slowly is heard once it will last to the end, and the wait is told', async () => {
  const page = await slowly(3);
  const waits: number[] = [];
  /** Rows that were made when the sound began. */
  let madeAtStart = 0;
  page.store.subscribe((state) => {
    const wait = heldBackSeconds(state);
    if (wait > 0 && wait !== waits.at(-1)) waits.push(wait);
    if (state.studio?.hearing.type === 'playing' && waits.length > 0)
      madeAtStart ||= page.takes().filter(Boolean).length;
  });
  page.studio.play();
  await page.until(({ studio }) => studio?.sentence.includes('Start now') ?? false);
  await page.allMade();
  await page.until(({ studio }) => studio?.hearing.type === 'still');
  expect(waits.length).toBeGreaterThan(3);
  expect(waits.at(-1)).toBeLessThan(waits[0]! / 2);
  expect(madeAtStart).toBeGreaterThan(6);
  const { totalSeconds } = timelineIn(page.store.getState());
  expect(page.speakers.at(-1)!.heard.length).toBe(Math.round(24_000 * totalSeconds));
});

test('“Start now” does not wait, and making that keeps ahead needs no wait', async () => {
  const page = await slowly(3);
  page.studio.play();
  await page.until((state) => heldBackSeconds(state) > 0);
  page.studio.player.startNow();
  expect(heldBackSeconds(page.store.getState())).toBe(0);
  await page.until(({ studio }) => studio?.hearing.type === 'playing');
  expect(page.takes()).toContain(null);
  page.studio.player.stop();
  expect(page.now().hearing.isHurried).toBe(false);

  const fast = await slowly(0.5);
  let longest = 0;
  fast.store.subscribe((state) => {
    longest = Math.max(longest, heldBackSeconds(state));
  });
  fast.studio.play();
  await fast.allMade();
  expect(longest).toBe(0);
});
