import { describe, expect, test } from 'vitest';
import { english } from '../../../src/core/sentence';
import { controlTags } from '../../../src/core/text/control-tags';
import { estimateSpeechSeconds } from '../../../src/core/text/estimate-length';
import { plainText } from '../../../src/core/text/plain-text';

const markers = ['<|tts|>', '<|text|>', '<|audio|>', '<|im_end|>', '<think>'];
const known = ['<|emotion:sadness|>', '<|prosody:pause|>', '<|sfx:laughter|>'];
const specials = [...markers, ...known];
const plain = (text: string) => plainText(text, specials).text;

test('there are 43 control tags, each once', () => {
  expect(controlTags.length).toBe(43);
  expect(new Set(controlTags).size).toBe(43);
  for (const category of ['emotion', 'style', 'prosody', 'sfx']) {
    expect(controlTags.some((tag) => tag.startsWith(`<|${category}:`))).toBe(true);
  }
});

test('text is taken as it is written', () => {
  const text = 'Ça va (bien)？ “Да”,\n\n  两个  spaces… 5 °C — no end mark';
  expect(plainText(text, specials)).toEqual({ text, warnings: [] });
  expect(plain('  outer space \n')).toBe('outer space');
});

describe('control tags', () => {
  test('those that the tokenizer has stay', () => {
    const text = '<|emotion:sadness|>Oh.<|prosody:pause|> Well.';
    expect(plainText(text, specials)).toEqual({ text, warnings: [] });
  });

  test('others are left out and told once, whether there is such a tag or not', () => {
    const found = plainText('<|emotion:awe|>Oh <|emotion:awe|>and <|style:gothic|>ah.', specials);
    expect(found.text).toBe('Oh  and  ah.');
    expect(found.warnings.map(english)).toEqual([
      'This model does not know <|emotion:awe|>, <|style:gothic|>; the text is spoken without.',
    ]);
  });

  test('sounds as people write them become a tag and its letters, where the model has the tag', () => {
    expect(plain('No! [laugh] Really.')).toBe('No! <|sfx:laughter|>Haha Really.');
    expect(plain('Hm [cough] so.')).toBe('Hm  so.');
  });

  test('are no speech: they do not lengthen the estimate, and alone they say nothing', () => {
    expect(estimateSpeechSeconds('<|emotion:sadness|>Hello.')).toBe(estimateSpeechSeconds('Hello.'));
    expect(() => plain('<|prosody:pause|>')).toThrow(/no text to speak/);
  });
});

test('no other special token gets through, however it is hidden', () => {
  for (const text of ['a<|text|>b', 'a<|te<|tts|>xt|>b', 'a<|te<|emotion:none|>xt|>b', 'a<thi<think>nk>b']) {
    for (const marker of markers) expect(plain(text)).not.toContain(marker);
  }
});

test('tags of speakers are not read out, and more than one of them is told', () => {
  expect(plainText('[SPEAKER0] Hello.', specials)).toEqual({ text: 'Hello.', warnings: [] });
  const two = plainText('[SPEAKER0] Hello.\n[SPEAKER1] Hi.', specials);
  expect(two.text).toBe('Hello.\nHi.');
  expect(two.warnings.map(english).join()).toMatch(/one voice at a time/);
});

test('nothing to say is refused', () => {
  expect(() => plain(' \n ')).toThrow(/no text to speak/);
  expect(() => plain('[SPEAKER0]')).toThrow(/no text to speak/);
});
