import type { Rehearsal } from '../src/core/rehearsal/rehearsal';
import { expect, test } from './support/site';

/** A published shape on the processor, with one layer: what programs read from the page, and what a person can do there. */
const SHORT = 'rehearse=1b&plan=q4&backend=wasm&layers=1&positions=20&steps=24';

test('the address alone rehearses a shape, and leaves the figures in the page as JSON', async ({
  page,
  site,
}, info) => {
  test.slow(true, 'it makes and verifies half a gigabyte of weights');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${site.url}?${SHORT}`);
  await expect(page.getByText(/^Rehearsing Higgs Audio V2\.5 1B, 4 bit: /)).toBeVisible();
  await page.waitForSelector('#rehearsal', { timeout: 600_000 });
  const { rehearsal } = JSON.parse((await page.locator('#rehearsal').textContent()) ?? '') as {
    rehearsal: Rehearsal;
  };
  expect(rehearsal).toMatchObject({ layerCount: 1, info: { backend: 'wasm' }, speech: { stepCount: 24 } });
  for (const figure of [
    rehearsal.speech.workPerSecond,
    rehearsal.speech.firstSoundSeconds,
    rehearsal.bandwidthShare,
    rehearsal.memoryBytes,
    rehearsal.compared.workPerSecond.ratio,
  ])
    expect(figure).toBeGreaterThan(0);
  await expect(page.getByText(/times the prediction/).first()).toBeVisible();
  // No model was fetched, and the engine that worked has ended.
  expect(asked.filter((path) => /\/models\//.test(path))).toEqual([]);
  expect(page.workers()).toEqual([]);
  await page.screenshot({ path: info.outputPath('rehearsal.png') });
});

test('a rehearsal is cancelled at once, and a wrong address is told', async ({ page, site }) => {
  await page.goto(`${site.url}?${SHORT}`);
  await page.getByRole('button', { name: 'Cancel the rehearsal' }).click();
  await expect(page.getByRole('button', { name: 'Rehearse', exact: true })).toBeVisible();
  await expect.poll(() => page.workers().length).toBe(0);
  await page.goto(`${site.url}?rehearse=5b`);
  await expect(page.getByRole('alert')).toContainText('“rehearse” is one of 3b, 1b, 4b, not “5b”.');
  expect(JSON.parse((await page.locator('#rehearsal').textContent()) ?? '')).toMatchObject({
    failure: { kind: 'bad-request' },
  });
});
