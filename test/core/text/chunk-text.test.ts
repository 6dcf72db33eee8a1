import { describe, expect, test } from 'vitest';
import { chunkText } from '../../../src/core/text/chunk-text';
import { estimateSpeechSeconds } from '../../../src/core/text/estimate-length';
import { checkSpeakers, speakersIn } from '../../../src/core/text/speaker-tags';
import { seededRandom } from '../../fakes/seeded-random';

const settings = { maxWords: 5, maxTurns: 1 };
const byWord = (text: string, maxWords = 5) => chunkText(text, { ...settings, method: 'word', maxWords });
const bySpeaker = (text: string, maxTurns = 1) =>
  chunkText(text, { ...settings, method: 'speaker', maxTurns });
const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

test('without a method the text is one chunk', () => {
  expect(chunkText('a b c\nd', { ...settings, method: 'none' })).toEqual(['a b c\nd']);
});

describe('by speaker', () => {
  const dialogue = 'Once.\n[SPEAKER0] Hi.\nAnd more.\n[SPEAKER1] Ho.\n[SPEAKER0] Hm.';
  test('a tag opens a chunk, and lines without one go on with it', () => {
    expect(bySpeaker(dialogue)).toEqual([
      'Once.',
      '[SPEAKER0] Hi.\nAnd more.',
      '[SPEAKER1] Ho.',
      '[SPEAKER0] Hm.',
    ]);
  });
  test('turns are put together in groups', () => {
    expect(bySpeaker(dialogue, 3)).toEqual([
      'Once.\n[SPEAKER0] Hi.\nAnd more.\n[SPEAKER1] Ho.',
      '[SPEAKER0] Hm.',
    ]);
  });
});

describe('by word', () => {
  test('a chunk has at most the words asked for, and the last ends its paragraph', () => {
    expect(byWord('a b c d e f g')).toEqual(['a b c d e', 'f g\n\n']);
  });
  test('a chunk ends with a sentence where one ends in its second half', () => {
    expect(byWord('a b c d. e f g')).toEqual(['a b c d.', 'e f g\n\n']);
    expect(byWord('a b c d.\ne f g')).toEqual(['a b c d.', 'e f g\n\n']);
    expect(byWord('a. b c d e f g')).toEqual(['a. b c d e', 'f g\n\n']);
  });
  test('Chinese is cut between words, without spaces', () => {
    const text = '今天天气很好, 我们去公园散步吧.明天也许会下雨, 那就在家里看书.';
    const chunks = byWord(text, 6);
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.join('').replace('\n\n', '').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
  });
  test('no word is lost, whatever the text and the size', () => {
    const random = seededRandom(99);
    for (let run = 0; run < 300; run++) {
      const parts = Array.from(
        { length: 1 + Math.floor(random() * 60) },
        (_, i) => `w${i}${['', '', '.', '?', '\n', '!"'][Math.floor(random() * 6)]}`,
      );
      const text = parts.join(' ').replaceAll('\n ', '\n').trim();
      const size = 1 + Math.floor(random() * 12);
      const chunks = byWord(text, size);
      expect(words(chunks.join(' '))).toEqual(words(text));
      for (const chunk of chunks) expect(words(chunk).length).toBeLessThanOrEqual(size);
      expect(chunks.every((chunk) => words(chunk).length > 0)).toBe(true);
      expect(words(bySpeaker(text).join(' '))).toEqual(words(text));
    }
  });
  test('100,000 characters are cut without delay', () => {
    expect(byWord('word '.repeat(20_000).trim(), 200).length).toBe(100);
    expect(byWord('字'.repeat(100_000), 200).length).toBeGreaterThan(100);
  });
});

describe('speakers', () => {
  test('are found once each, in order', () => {
    expect(speakersIn('[SPEAKER2] a [SPEAKER0] b [SPEAKER2] c [SPEAKERX]')).toEqual([0, 2]);
  });
  test('without a voice are named in the refusal', () => {
    expect(() => checkSpeakers('[SPEAKER0] a [SPEAKER3] b', 2)).toThrow(
      /\[SPEAKER3\].*\[SPEAKER0\] to \[SPEAKER1\]/,
    );
    expect(() => checkSpeakers('[SPEAKER1] b', 1)).toThrow(/only \[SPEAKER0\]/);
    expect(() => checkSpeakers('[SPEAKER0] a [SPEAKER1] b', 2)).not.toThrow();
  });
});

test('the estimate grows with the text and knows that a Chinese character is a syllable', () => {
  expect(estimateSpeechSeconds('')).toBe(0);
  expect(estimateSpeechSeconds('The sun rises in the east.')).toBeGreaterThan(1);
  expect(estimateSpeechSeconds('The sun rises in the east.')).toBeLessThan(4);
  expect(estimateSpeechSeconds('今天天气很好')).toBeGreaterThan(estimateSpeechSeconds('abcdef'));
});
