import { expect, test } from 'vitest';
import { exportSound } from '../../../../src/app/features/studio/export-sound';
import { timelineIn } from '../../../../src/app/features/studio/studio-view';
import { readWav } from '../../../../src/core/pcm/read-wav';
import type { ExportSettings } from '../../../../src/core/studio/write-export';
import { fakePageParts } from '../../../fakes/fake-page-parts';

const settings: ExportSettings = { cut: 'whole', format: 'wav', targetLufs: null, captions: [], author: '' };
const signal = () => new AbortController().signal;

async function openStudio(text: string, options = {}) {
  const page = fakePageParts({ seconds: 1, ...options });
  await page.untilReady();
  page.controllers.settings.change({ text });
  await page.controllers.studio.open(null);
  return { ...page, studio: page.controllers.studio.studio };
}

test('an export makes what is not made yet, and holds what the player plays', async () => {
  const page = await openStudio('One is here. Two is here.');
  const shares: string[] = [];
  const isSaved = await exportSound(
    page.studio.exports,
    settings,
    ({ type, share }) => shares.push(`${type} ${share}`),
    signal(),
  );
  expect(isSaved).toBe(true);
  expect(shares[0]).toMatch(/^making /);
  expect(shares.at(-1)).toBe('writing 1');
  const [{ name, bytes } = { name: '', bytes: new Uint8Array() }] = page.saved;
  expect(name).toBe('one-is-here-two-is-here.wav');
  const { samples } = readWav(bytes);
  expect(samples.length).toBe(Math.round(24_000 * timelineIn(page.store.getState()).totalSeconds));
  page.studio.play();
  await page.until(({ studio }) => studio?.hearing.type === 'still');
  const heard = page.speakers.at(-1)!.heard;
  expect(heard.length).toBe(samples.length);
  expect(Math.max(...samples.map((sample, at) => Math.abs(sample - heard[at]!)))).toBeLessThan(1e-4);
});

test('what stands in the way is said, and nothing is saved', async () => {
  const page = await openStudio('');
  await expect(exportSound(page.studio.exports, settings, () => {}, signal())).rejects.toThrow(
    'write something',
  );
  page.controllers.settings.change({ text: 'One is here. Two is here.' });
  const onceMaking = (act: () => void) => {
    const end = page.store.subscribe(({ studio }) => {
      if (!studio?.makingRowId) return;
      end();
      act();
    });
  };
  onceMaking(() => page.studio.player.stop());
  await expect(exportSound(page.studio.exports, settings, () => {}, signal())).rejects.toThrow(
    'Nothing was exported, because “One is here.” is not made yet.',
  );
  const aborting = new AbortController();
  onceMaking(() => aborting.abort());
  await expect(exportSound(page.studio.exports, settings, () => {}, aborting.signal)).rejects.toThrow(
    'aborted',
  );
  expect(page.saved).toEqual([]);
});
