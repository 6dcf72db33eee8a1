import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FailureError } from '../../src/core/failure';
import { cleanDescription, normaliseText } from '../../src/core/text/normalise';
import { createTextTokenizer } from '../../src/platform/tokenizer/hugging-face-tokenizer';
import { seededRandom } from '../fakes/seeded-random';
import { goldenPath } from './golden';

const tokenizer = createTextTokenizer(
  readFileSync(goldenPath('text-tokenizer/tokenizer.json')),
  readFileSync(goldenPath('text-tokenizer/tokenizer_config.json')),
);
const specialIds = new Map(tokenizer.specialTokens.map((token) => [tokenizer.specialId(token), token]));
const specialsIn = (text: string) => tokenizer.encode(text).flatMap((id) => specialIds.get(id) ?? []);

/** Pieces from which special-token syntax could come together, also by way of the marks that are replaced. */
const pieces = [
  '<',
  '>',
  '|',
  '<|',
  '|>',
  '《',
  '》',
  '《|',
  '|》',
  'eot_id',
  'audio_out_bos',
  '<SE',
  '</SE>',
  '_s>',
  '[laugh]',
  '[music',
  ' start]',
  '(',
  ')',
  ' ',
  '\n',
  '\t',
  'a',
  'é',
  '笑',
  '👋🏽',
  '\ud83d',
  '\udc4b',
  '\u200b',
  '…',
];

test('1,000 strings of fragments never become a special token, other than those of the event tags', () => {
  const random = seededRandom(2024);
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!;
  let spoken = 0;
  for (let run = 0; run < 1000; run++) {
    const length = 1 + Math.floor(random() * 24);
    const text = Array.from({ length }, () =>
      random() < 0.2 ? pick(tokenizer.specialTokens) : pick(pieces),
    ).join('');
    expect(specialsIn(cleanDescription(text, tokenizer.specialTokens)), JSON.stringify(text)).toEqual([]);
    try {
      const normalised = normaliseText(text, tokenizer.specialTokens);
      const ours = [...normalised.matchAll(/<(SE(?:_s|_e)?)>\[\w+\]<\/\1>/g)].flatMap(([, name]) => [
        `<${name}>`,
        `</${name}>`,
      ]);
      expect(specialsIn(normalised), JSON.stringify(text)).toEqual(ours);
      spoken++;
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      expect(error.failure.kind).toBe('bad-request'); // nothing left to say
    }
  }
  expect(spoken).toBeGreaterThan(900);
});

test('every special token alone is taken out', () => {
  for (const token of tokenizer.specialTokens) {
    expect(specialsIn(normaliseText(`a${token}b`, tokenizer.specialTokens))).toEqual([]);
  }
});
