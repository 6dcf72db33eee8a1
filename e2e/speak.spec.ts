import { readFile } from 'node:fs/promises';
import { readWav } from '../src/core/pcm/read-wav';
import { BUNDLED } from './support/packages';
import { recordedSamples } from './support/recorder';
import { expect, test } from './support/site';
import { loudness, snrDecibels } from './support/sound';
import { speakAndHear } from './support/take';

/** The bundled model on the processor. */
const TEXT = 'The page speaks, and nothing leaves it.';

test.beforeEach(async ({ speaking }) => {
  await speaking.untilReady();
  await speaking.chooseBackend('wasm');
  await speaking.setAdvanced('Length limit', '3');
  await speaking.keepSeed(7);
});

test('what reaches the audio thread is the sound of the codes', async ({ speaking }) => {
  expect(await speaking.modelFact('Backend')).toBe('WebAssembly');
  const { heard, expected } = await speakAndHear(speaking, BUNDLED, TEXT);
  expect(loudness(heard)).toBeGreaterThan(1e-3);
  expect(snrDecibels(expected, heard)).toBeGreaterThanOrEqual(80);
});

test('the same seed gives the same samples, another seed does not', async ({ speaking }) => {
  const first = await speakAndHear(speaking, BUNDLED, TEXT);
  const second = await speakAndHear(speaking, BUNDLED, TEXT);
  await speaking.keepSeed(8);
  const other = await speakAndHear(speaking, BUNDLED, TEXT);
  expect(second.heard).toEqual(first.heard);
  expect(other.heard).not.toEqual(first.heard);
  expect((await speaking.figures()).seed).toBe('8');
});

test('Stop stops, keeps what was said, and the next request is spoken', async ({ speaking }) => {
  // A hundred short pieces: however early the model ends each of them, there is enough to be stopped.
  await speaking.chooseAdvanced('Cut long text', 'word');
  await speaking.setAdvanced('Words per piece', '7');
  await speaking.setAdvanced('Pieces remembered', '1');
  await speaking.write(`${TEXT} `.repeat(100));
  await speaking.pressSpeak();
  await expect.poll(async () => (await recordedSamples(speaking.page)).length).toBeGreaterThan(0);
  await speaking.stopButton.click();
  await speaking.untilGenerated();
  await expect(speaking.status).toContainText(/Stopped\. \d+\.\d seconds are kept\./);
  await expect(speaking.stopButton).toHaveAttribute('aria-disabled', 'true');
  const atStop = (await recordedSamples(speaking.page)).length;
  const kept = readWav(await readFile(await (await speaking.download()).path()));
  expect(kept.samples.length).toBeGreaterThanOrEqual(atStop);

  const next = await speakAndHear(speaking, BUNDLED, TEXT);
  expect(snrDecibels(next.expected, next.heard)).toBeGreaterThanOrEqual(80);
});

test('the WAV file is what was heard', async ({ speaking }) => {
  const { heard } = await speakAndHear(speaking, BUNDLED, TEXT);
  const download = await speaking.download();
  expect(download.suggestedFilename()).toBe('the-page-speaks-and-nothing-7.wav');
  const bytes = await readFile(await download.path());
  expect(bytes.subarray(0, 4).toString()).toBe('RIFF');
  expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
  const wav = readWav(bytes);
  expect([wav.sampleRateHz, wav.channelCount, wav.samples.length]).toEqual([24_000, 1, heard.length]);
  const furthest = wav.samples.reduce((most, sample, at) => Math.max(most, Math.abs(sample - heard[at]!)), 0);
  expect(furthest).toBeLessThanOrEqual(1.5 / 32_767);
});

test('two tabs speak at the same time', async ({ speaking, newSpeakingPage, site }) => {
  const second = await newSpeakingPage();
  await second.open(site.url);
  await second.untilReady();
  await second.chooseBackend('wasm');
  await second.setAdvanced('Length limit', '3');
  await second.keepSeed(7);
  const takes = await Promise.all([speaking, second].map((tab) => speakAndHear(tab, BUNDLED, TEXT)));
  expect(takes[1]!.heard).toEqual(takes[0]!.heard);
});
