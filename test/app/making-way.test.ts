import { expect, test } from 'vitest';
import { type Activity, MakingWay, makesWay } from '../../src/app/making-way';
import { fakePageParts } from '../fakes/fake-page-parts';

const all: readonly Activity[] = [
  'speaking',
  'making',
  'playing',
  'preview',
  'recording',
  'loading',
  'checking',
  'measuring',
  'rehearsing',
  'installing',
];

test.each(Object.entries(makesWay))('%s stops what its row names, and nothing else', (row, columns) => {
  const stopped: string[] = [];
  const way = new MakingWay();
  for (const activity of all) way.stopWith(activity, () => stopped.push(activity));
  way.begin(row as keyof typeof makesWay);
  expect(stopped).toEqual(columns);
});

test('the table has a row for everything that can begin, and for a press on Stop', () => {
  expect(Object.keys(makesWay).sort()).toEqual([...all, 'silence'].sort());
});

test('a load and an installation give way to nothing, and nothing stops itself here', () => {
  const stopped = new Set<Activity>(Object.values(makesWay).flat());
  expect(all.filter((activity) => !stopped.has(activity))).toEqual(['loading', 'installing']);
  for (const [row, columns] of Object.entries(makesWay)) expect(columns).not.toContain(row);
});

/** Lets the fake engine take a turn of the event loop. */
const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
/** Work that ends only when it is stopped. */
const endless = (_: unknown, signal: AbortSignal) =>
  new Promise<never>((__, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('the page goes by the table: another model stops speech, sound, check and measuring', async () => {
  const page = fakePageParts({ seconds: 60, pause }, { measureDevice: endless });
  const { controllers, store } = page;
  await page.untilReady();
  void controllers.device.measure();
  expect(store.getState().device.type).toBe('measuring');
  page.engine.verify = endless;
  void controllers.check.start();
  expect(store.getState()).toMatchObject({ device: { type: 'unmeasured' }, check: { type: 'checking' } });
  void controllers.speech.speak();
  await page.until(({ playback }) => playback.type === 'playing');
  void controllers.models.load(store.getState().choices[1]!);
  const state = await page.until(({ model, speech }) => model.type === 'ready' && speech.type === 'stopped');
  expect(state).toMatchObject({ check: { type: 'unchecked' }, playback: { type: 'silent' } });
});
