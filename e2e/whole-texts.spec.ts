import { readFileSync } from 'node:fs';
import { readWav } from '../src/core/pcm/read-wav';
import { folderPackage } from '../src/platform/node/folder-files';
import { nodeEngine } from '../test/fakes/node-engine';
import { rankSentences, readCandidates } from './support/listening/candidates';
import { BUNDLED } from './support/packages';
import { forgetRecord, recordedPieces } from './support/recorder';
import { expect, test } from './support/site';

/** Ordinary texts of two to eight sentences, written for this test. */
const texts = JSON.parse(readFileSync('e2e/support/listening/texts.json', 'utf8')) as readonly string[];
const candidates = readCandidates('e2e/support/listening/text-sentences.json');
const sampleRateHz = 24_000;

test('twenty texts are said whole: every sentence is heard, and none is cut or drawn out', async ({
  speaking,
}) => {
  // A hundred and sixty takes and as many looks at each: minutes on a machine that does other work as well.
  test.setTimeout(900_000);
  await speaking.untilReady();
  await speaking.chooseBackend('wasm');
  const engine = nodeEngine(() => folderPackage(BUNDLED));
  await engine.load('voice', 'wasm', () => {}, new AbortController().signal);

  const unheard: { readonly text: string; readonly rank: number }[] = [];
  let sentenceCount = 0;
  for (const [index, text] of texts.entries()) {
    await forgetRecord(speaking.page);
    await speaking.keepSeed(100 + index);
    await speaking.speak(text);
    const sound = readWav(readFileSync(await (await speaking.download()).path()));
    expect(sound.sampleRateHz).toBe(sampleRateHz);
    let aloneSeconds = 0;
    for (const piece of await recordedPieces(speaking.page)) {
      const heard = sound.samples.slice(piece.startSample, piece.startSample + piece.sampleCount);
      const ranks = rankSentences(heard, candidates).map((one) => one.text);
      expect(ranks, 'run training/listen.py for the changed texts').toContain(piece.text);
      const rank = ranks.indexOf(piece.text);
      if (rank > 0) unheard.push({ text: piece.text, rank });
      sentenceCount++;
      aloneSeconds += await secondsAlone(piece.text, 100 + index);
    }
    const seconds = sound.samples.length / sampleRateHz;
    expect(seconds / aloneSeconds, text).toBeGreaterThanOrEqual(0.75);
    expect(seconds / aloneSeconds, text).toBeLessThanOrEqual(1.4);
  }
  expect(sentenceCount).toBe(candidates.length);
  expect(unheard.length / sentenceCount, JSON.stringify(unheard)).toBeLessThanOrEqual(0.03);
  // One of eighty others that is a little nearer is a listener's slip; a sentence that is missing is like many.
  expect(unheard.filter(({ rank }) => rank > 3)).toEqual([]);

  async function secondsAlone(text: string, seed: number): Promise<number> {
    let sampleCount = 0;
    for await (const event of engine.speak({ text, seed }, new AbortController().signal)) {
      if (event.type === 'chunk') sampleCount += event.chunk.samples.length;
    }
    return sampleCount / sampleRateHz;
  }
});

for (const { text, seeds, leastSeconds } of [
  { text: texts[0]!, seeds: [11, 12], leastSeconds: 2.4 },
  { text: texts[1]!, seeds: [7, 8, 9], leastSeconds: 3.6 },
]) {
  test(`${seeds.length} takes of “${text}” last as long as the text needs`, async ({ speaking }) => {
    await speaking.untilReady();
    await speaking.chooseBackend('wasm');
    for (const seed of seeds) {
      await speaking.keepSeed(seed);
      await speaking.speak(text);
      const { generated } = await speaking.figures();
      expect(Number.parseFloat(generated)).toBeGreaterThanOrEqual(leastSeconds);
    }
  });
}
