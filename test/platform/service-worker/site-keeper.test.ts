import { expect, test } from 'vitest';
import { offlineText } from '../../../src/app/features/offline/offline-line';
import type { KeptReport } from '../../../src/platform/service-worker/keeping-protocol';
import { createSiteKeeper } from '../../../src/platform/service-worker/site-keeper';

const done: KeptReport = { missing: [], missingBytes: 0, hasMore: false, problem: null };
const half: KeptReport = { ...done, missing: ['cloning'], missingBytes: 8_200_000, hasMore: true };

/** Answers with these reports, one after another; a missing one rejects. */
function keeperOf(...reports: (KeptReport | null)[]) {
  const told: string[] = [];
  let seconds = 0;
  const keeper = createSiteKeeper(
    async () => {
      const report = reports.shift();
      if (!report) throw new Error('The service worker does not answer.');
      return report;
    },
    () => (seconds += 3),
  );
  keeper.subscribe(() => told.push(offlineText(keeper.getState())));
  return { keeper, told };
}

test('the page says what is still to come, and when all is there', async () => {
  const { keeper, told } = keeperOf(half, done);
  expect(offlineText(keeper.getState())).toBe('');
  await keeper.keep('webgpu', false);
  expect(told).toEqual(['Works offline in a moment: 8.2 MB to go.', 'Ready without a network']);
});

test('it says how long the rest takes at the speed so far', async () => {
  const { keeper, told } = keeperOf(
    { ...half, missingBytes: 12_000_000 },
    { ...half, missingBytes: 8_000_000 },
    done,
  );
  await keeper.keep('webgpu', false);
  expect(told).toEqual([
    'Works offline in a moment: 12.0 MB to go.',
    'Works offline in about 6 s: 8.0 MB to go.',
    'Ready without a network',
  ]);
});

test('small files say nothing about the speed, and a slow one does not drown what came before', async () => {
  const { keeper, told } = keeperOf(
    { ...half, missingBytes: 12_000_000 },
    { ...half, missingBytes: 11_990_000 },
    { ...half, missingBytes: 6_000_000 },
    { ...half, missingBytes: 5_990_000 },
    done,
  );
  await keeper.keep('webgpu', false);
  expect(told).toEqual([
    'Works offline in a moment: 12.0 MB to go.',
    'Works offline in a moment: 12.0 MB to go.',
    'Works offline in about 6 s: 6.0 MB to go.',
    'Works offline in about 9 s: 6.0 MB to go.',
    'Ready without a network',
  ]);
});

test('after a failure it says what is missing, and goes on when it is called again', async () => {
  const { keeper, told } = keeperOf({ ...half, problem: 'network' }, half, done);
  await keeper.keep('webgpu', false);
  expect(told).toEqual([
    'Not all of this works offline yet: 8.2 MB are missing (cloning a voice). The rest is fetched when the network is back, or at your next visit.',
  ]);
  await keeper.keep('webgpu', false);
  expect(keeper.getState()).toEqual({ type: 'kept' });
});

test('full storage and saved data are told', async () => {
  const full = keeperOf({ ...half, problem: 'storage' });
  await full.keeper.keep('webgpu', false);
  expect(full.told[0]).toContain('free some space');
  const thrifty = keeperOf({ ...half, hasMore: false });
  await thrifty.keeper.keep('webgpu', true);
  expect(thrifty.told[0]).toContain('save data');
});

test('without a service worker nothing is said; of one that was ended, what is missing', async () => {
  const none = keeperOf(null);
  await none.keeper.keep('webgpu', false);
  expect(none.keeper.getState()).toEqual({ type: 'unknown' });
  const ended = keeperOf(half, null);
  await ended.keeper.keep('webgpu', false);
  expect(ended.told.at(-1)).toContain('8.2 MB are missing.');
});
