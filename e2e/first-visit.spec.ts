import { SpeakingPage } from '../cli/browser/speaking-page';
import { expect, test } from './support/site';
import { openSlowLine } from './support/slow-line';

const MEGABITS_PER_SECOND = 10;
const MOST_BYTES = 15e6;

test.use({ serviceWorkers: 'allow' });

test('a first visit takes at most 15 MB over a slow line until Speak works', async ({
  site,
  context,
}, info) => {
  const line = await openSlowLine(site.origin, MEGABITS_PER_SECOND * 1e6);
  const page = await context.newPage();
  const speaking = new SpeakingPage(page);
  await speaking.open(line.url);
  await speaking.untilReady();
  const taken = line.transfers.map(({ path, bytes }) => ({ path, bytes })).sort((a, b) => b.bytes - a.bytes);
  await speaking.speak('Hello.');
  expect(await speaking.problem()).toBeNull();
  await line.close();
  const list = taken.map(({ path, bytes }) => `${bytes} ${path}`).join('\n');
  await info.attach('what was taken', { body: list, contentType: 'text/plain' });
  expect(
    taken.reduce((sum, { bytes }) => sum + bytes, 0),
    list,
  ).toBeLessThanOrEqual(MOST_BYTES);
});
