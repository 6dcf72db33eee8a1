import { join } from 'node:path';
import { PACKAGES_FOLDER, TOY_Q4 } from './support/packages';
import { expect, test, withPackage } from './support/site';
import { loudness, snrDecibels } from './support/sound';
import { speakAndHear } from './support/take';

/** A two-layer model of 4 bits on a software adapter: slow, but the same graphs, buffers and shaders. */
const FOLDER = join(PACKAGES_FOLDER, TOY_Q4);

test.beforeEach(async ({ speaking, site }) => {
  await speaking.open(withPackage(site, TOY_Q4));
  await speaking.untilReady();
  await speaking.chooseBackend('webgpu');
  await speaking.setAdvanced('Length limit', '0.6');
  await speaking.keepSeed(11);
});

test('on WebGPU the sound is that of the codes, and the same seed repeats it', async ({ speaking }) => {
  expect(await speaking.modelFact('Backend')).toBe('WebGPU');
  expect(await speaking.modelFact('Device')).not.toBe('');
  const first = await speakAndHear(speaking, FOLDER, 'Hello.');
  expect(loudness(first.heard)).toBeGreaterThan(1e-3);
  expect(snrDecibels(first.expected, first.heard)).toBeGreaterThanOrEqual(55);
  const second = await speakAndHear(speaking, FOLDER, 'Hello.');
  expect(second.heard).toEqual(first.heard);
});

test('from WebGPU to the processor and back, each speaks', async ({ speaking }) => {
  for (const [backend, decibels] of [
    ['wasm', 80],
    ['webgpu', 55],
  ] as const) {
    await speaking.chooseBackend(backend);
    const { heard, expected } = await speakAndHear(speaking, FOLDER, 'Hello.');
    expect(snrDecibels(expected, heard)).toBeGreaterThanOrEqual(decibels);
  }
});
