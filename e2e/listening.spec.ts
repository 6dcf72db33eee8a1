import { rankSentences, readCandidates } from './support/listening/candidates';
import { BUNDLED } from './support/packages';
import { expect, test } from './support/site';
import { speakAndHear } from './support/take';

/** The bundled voice says what was typed: none of it was in its training. */
const sentences = [
  'The kettle is on and the bread is warm.',
  'Where did you leave my green coat?',
  'Her letters came from a distant island.',
  'Why are the lights still burning?',
  'Put the blue book on the shelf.',
];
const firstSeed = 20;
const candidates = readCandidates('e2e/support/listening/teacher.json');

test('a listener who knows 50 sentences tells which five were typed', async ({ speaking }) => {
  await speaking.untilReady();
  await speaking.chooseBackend('wasm');
  for (const [index, text] of sentences.entries()) {
    await speaking.keepSeed(firstSeed + index);
    const { heard } = await speakAndHear(speaking, BUNDLED, text);
    const [nearest, next] = rankSentences(heard, candidates);
    expect(nearest!.text).toBe(text);
    // Wrong words, noise and speech cut into pieces were 3 and more from every sentence, with ratios of at most 1.05.
    expect(next!.distance, `"${next!.text}" against "${text}"`).toBeGreaterThan(1.15 * nearest!.distance);
  }
});
