import { describe, expect, test } from 'vitest';
import { saidWords, writtenWords } from '../../../src/core/speech/said-lengths';
import {
  heardUntil,
  type PlacedPiece,
  sentenceTimes,
  wordTimes,
} from '../../../src/core/speech/speech-times';
import { randomText } from '../../fakes/random-text';
import { seededRandom } from '../../fakes/seeded-random';

/** A piece of these words of the text. */
function pieceOf(text: string, written: string, change: Partial<PlacedPiece> = {}): PlacedPiece {
  const from = text.indexOf(written);
  const at = { from, to: from + written.length };
  return { sentence: 1, ...at, text: written, startSample: 1000, sampleCount: 24_000, ...change };
}

describe('words', () => {
  test('they fill the sound of their piece in order, longer ones for longer', () => {
    const text = 'A wonderful morning, all of you.';
    const words = wordTimes(text, pieceOf(text, text));
    expect(words.map(({ text }) => text)).toEqual(['A', 'wonderful', 'morning,', 'all', 'of', 'you.']);
    expect(words[0]!.startSample).toBe(1000);
    expect(words.at(-1)!.endSample).toBe(25_000);
    for (const [index, { startSample, endSample, from, to, isEstimated }] of words.entries()) {
      expect(endSample).toBeGreaterThan(startSample);
      expect(startSample).toBeGreaterThanOrEqual(words[index - 1]?.endSample ?? 0);
      expect(text.slice(from, to)).toBe(words[index]!.text);
      expect(isEstimated).toBe(true);
    }
    const length = (index: number) => words[index]!.endSample - words[index]!.startSample;
    expect(length(1)).toBeGreaterThan(2 * length(3));
    // The comma pauses.
    expect(words[3]!.startSample - words[2]!.endSample).toBeGreaterThan(500);
    expect(words[4]!.startSample).toBe(words[3]!.endSample);
  });

  test('a number takes the time of what is said for it', () => {
    const words = saidWords('It cost $1,250 today.', 'It cost one thousand two hundred fifty dollars today.');
    expect(words.map(({ text }) => text)).toEqual(['It', 'cost', '$1,250', 'today.']);
    expect(words[2]!.seconds).toBeGreaterThan(4 * words[3]!.seconds);
    expect(words[1]!.seconds).toBeLessThan(words[3]!.seconds);
  });

  test('what is written and not said has no time', () => {
    const words = saidWords(
      '[SPEAKER1] <|emotion:relief|> Hello [pause 0.5s] — (smiling) friend',
      '[SPEAKER1] Hello, friend',
    );
    expect(words.map(({ text }) => text)).toEqual(['Hello', 'friend']);
  });

  test('words of scripts without spaces are told apart', () => {
    const words = writtenWords('今天天气很好。');
    expect(words.length).toBeGreaterThan(2);
    expect(words.map(({ text }) => text).join('')).toBe('今天天气很好。');
  });

  test('whatever is written and said, times stand in order inside the piece', () => {
    const random = seededRandom(11);
    for (let round = 0; round < 300; round++) {
      const text = randomText(random, 120);
      const said = round % 2 === 0 ? text : randomText(random, 120);
      const piece = {
        sentence: 1,
        from: 0,
        to: text.length,
        text: said,
        startSample: 480,
        sampleCount: 9600,
      };
      let before = 480;
      for (const { startSample, endSample } of wordTimes(text, piece)) {
        expect(startSample).toBeGreaterThanOrEqual(before);
        expect(endSample).toBeGreaterThanOrEqual(startSample);
        before = endSample;
      }
      expect(before).toBeLessThanOrEqual(480 + 9600);
    }
  });
});

describe('sentences', () => {
  const text = 'One is short. Two is a good deal longer than that!\nThree ends it, after a while, slowly.';

  test('a sentence that is a piece has the samples of the piece', () => {
    const pieces = [
      pieceOf(text, 'One is short.'),
      pieceOf(text, 'Two is a good deal longer than that!', { sentence: 2, startSample: 30_000 }),
    ];
    expect(sentenceTimes(text, pieces, 'en')).toEqual([
      { text: 'One is short.', from: 0, to: 13, startSample: 1000, endSample: 25_000, isEstimated: false },
      {
        text: 'Two is a good deal longer than that!',
        from: 14,
        to: 50,
        startSample: 30_000,
        endSample: 54_000,
        isEstimated: false,
      },
    ]);
  });

  test('a sentence of several pieces begins with the first and ends with the last', () => {
    const parts = ['Three ends it,', 'after a while,', 'slowly.'];
    const pieces = parts.map((part, index) =>
      pieceOf(text, part, { sentence: 3, startSample: 1000 + 30_000 * index }),
    );
    expect(sentenceTimes(text, pieces, 'en')).toEqual([
      {
        text: 'Three ends it, after a while, slowly.',
        from: 51,
        to: text.length,
        startSample: 1000,
        endSample: 85_000,
        isEstimated: false,
      },
    ]);
  });

  test('between sentences that were said in one go the border is an estimate', () => {
    const [one, two, three] = sentenceTimes(text, [pieceOf(text, text)], 'en');
    expect([one!.startSample, three!.endSample]).toEqual([1000, 25_000]);
    expect([one!.isEstimated, two!.isEstimated, three!.isEstimated]).toEqual([true, true, true]);
    expect(two!.text).toBe('Two is a good deal longer than that!');
    expect(two!.startSample).toBeGreaterThan(one!.endSample);
    expect(three!.startSample).toBeGreaterThan(two!.endSample);
  });
});

describe('a listener who stopped', () => {
  const text = 'Alpha beta gamma.';
  const words = wordTimes(text, pieceOf(text, text));

  test('has heard the words before, and a part of one', () => {
    const heard = heardUntil(text, words, words[1]!.endSample - 10);
    expect(heard).toEqual({ words: [words[0]], cutWord: words[1], text: 'Alpha' });
  });

  test('at the start has heard nothing, at the end everything', () => {
    expect(heardUntil(text, words, 0)).toEqual({ words: [], cutWord: null, text: '' });
    expect(heardUntil(text, words, 25_000)).toEqual({ words, cutWord: null, text });
  });
});
