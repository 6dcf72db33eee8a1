import { chromiumFlags, findChromium } from '../cli/browser/chromium';
import { DeviceCard } from './support/device-card';
import { expect, test } from './support/site';

/** A browser without WebGPU. */
test.use({
  launchOptions: {
    executablePath: findChromium(),
    args: [
      ...chromiumFlags.filter((flag) => flag !== '--enable-unsafe-webgpu'),
      '--disable-features=WebGPU',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  },
});

test('without an adapter the processor is measured, and what does not fit is said', async ({ speaking }) => {
  await speaking.untilReady();
  const card = new DeviceCard(speaking.page);
  const start = Date.now();
  await card.open();
  await card.untilMeasured();
  expect(await card.fact('Models run on')).toMatch(/^WebAssembly, processor/);
  expect(await card.fact('Because')).toMatch(/WebGPU|adapter/);
  console.log(
    `      measured in ${((Date.now() - start) / 1000).toFixed(1)} s: ${(await card.figures()).join('; ')}`,
  );
  const [half, eight, mixed, four] = await card.rows('Higgs Audio V2 3B');
  for (const row of [half, eight, mixed]) expect(row).toContain('will not fit: ');
  expect(four).not.toContain('will not fit');
  await expect(
    card.region.getByRole('button', { name: 'Rehearse Higgs Audio V2 3B, 4 bit', exact: true }),
  ).toBeEnabled();
  // The bundled voice speaks all the same.
  await speaking.setAdvanced('Length limit', '1');
  await speaking.speak('Still here.');
  expect((await speaking.figures()).generated).toMatch(/^\d/);
});
