import { describe, expect, test } from 'vitest';
import { english as inEnglish } from '../../../src/core/sentence';
import { MappedText } from '../../../src/core/text/mapped-text';
import { hasSomethingToSay } from '../../../src/core/text/something-to-say';
import {
  inVoiceLetters,
  parseLetters,
  unknownLetters,
  unknownLettersSentence,
  type VoiceLetters,
} from '../../../src/core/text/voice-letters';

const told = (said: string, voice: VoiceLetters = english) => {
  const sentence = unknownLettersSentence(said, voice);
  return sentence ? inEnglish(sentence) : '';
};
const english = { languages: ['English'], letters: parseLetters('a-z') };
const any = { languages: ['English'], letters: null };
const kept = (said: string, voice = english) => inVoiceLetters(MappedText.of(said), voice).text;

describe('letters of a manifest', () => {
  test('ranges and single letters', () => {
    expect([...parseLetters('a-c ßÄ')].join('')).toBe('abcßä');
    expect(parseLetters('a-z').size).toBe(26);
    expect(parseLetters('').size).toBe(0);
  });
  test('a range that runs backwards is refused', () => {
    expect(() => parseLetters('z-a')).toThrow(RangeError);
    expect(() => parseLetters('\u0000-\u{10FFFF}')).toThrow(/no range of letters/);
  });
});

describe('letters that a voice does not have', () => {
  test('are listed by how often they occur', () => {
    expect(unknownLetters('жж ффф a ж ж', english)).toEqual(['ж', 'ф']);
    expect(unknownLetters('Ж ж', english)).toEqual(['ж']);
    expect(unknownLetters('ж', any)).toEqual([]);
  });
  test('accents on known letters are none', () => {
    expect(unknownLetters('Café naïve straße Æ Øre łódź', english)).toEqual([]);
  });
  test('are told in one sentence', () => {
    expect(told('plain')).toBe('');
    expect(told('жж ф')).toBe('This voice speaks English; «ж, ф» will be left out.');
    expect(told('жжфф абвгдезиклмноп')).toBe(
      'This voice speaks English; «ж, ф» and 14 more letters will be left out.',
    );
    expect(told('ж', { ...english, languages: ['English', 'German'] })).toMatch(
      /^This voice speaks English and German;/,
    );
  });
});

describe('a text in the letters of a voice', () => {
  test.each([
    ['Café, naïve!', 'Cafe, naive!'],
    ['Straße Æsop Øre œuvre', 'Strasse Aesop Ore oeuvre'],
    ['cafe\u0301', 'cafe'],
    ['say жизнь now', 'say  now'],
    ['abжcd', 'abcd'],
    ['no change', 'no change'],
    ['числа 5', ' 5'],
  ])('%s → %s', (said, expected) => void expect(kept(said)).toBe(expected));
  test('keeps what it stands for', () => {
    const text = inVoiceLetters(MappedText.of('ж Straße x'), english);
    const at = text.text.indexOf('x');
    expect(text.writtenRange(at, at + 1)).toEqual({ start: 9, end: 10 });
  });
  test('is the same where the voice has no limit', () => {
    expect(kept('жизнь', any as never)).toBe('жизнь');
  });
});

test.each([
  ['a', true],
  ['5', true],
  ['ж', true],
  ['', false],
  ['!!!!', false],
  ['...', false],
  ['###', false],
  ['😀', false],
  ['\u200D\uFE0F', false],
  ['[SPEAKER0]', false],
  ['<|emotion:awe|> [pause 0.5s] <break time="1s"/>', false],
  ['[laugh]', true],
  ['[laugh] a', true],
])('%s has something to say: %s', (text, expected) => {
  expect(hasSomethingToSay(text)).toBe(expected);
});
