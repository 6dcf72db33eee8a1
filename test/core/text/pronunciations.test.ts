import { describe, expect, test } from 'vitest';
import {
  MAX_PRONUNCIATIONS,
  type Pronunciation,
  parsePronunciationFile,
  parsePronunciations,
  pronouncer,
  writePronunciationFile,
} from '../../../src/core/text/pronunciations';

const entry = (written: string, said: string, some: Partial<Pronunciation> = {}): Pronunciation => ({
  written,
  said,
  matchCase: false,
  wholeWord: true,
  ...some,
});
const replaced = (text: string, ...list: Pronunciation[]) => {
  let result = '';
  let done = 0;
  for (const { start, end, said } of pronouncer(list)(text)) {
    result += text.slice(done, start) + said;
    done = end;
  }
  return result + text.slice(done);
};

describe('words are found as plain strings', () => {
  test('in any case, unless the case counts', () => {
    expect(replaced('Cat CAT cat', entry('cat', 'dog'))).toBe('dog dog dog');
    expect(replaced('Cat CAT cat', entry('cat', 'dog', { matchCase: true }))).toBe('Cat CAT dog');
  });
  test('as whole words, unless parts count', () => {
    expect(replaced('cat cats (cat) cat2', entry('cat', 'dog'))).toBe('dog cats (dog) cat2');
    expect(replaced('cats', entry('cat', 'dog', { wholeWord: false }))).toBe('dogs');
    expect(replaced('C++ and C++x', entry('C++', 'see plus plus'))).toBe('see plus plus and see plus plusx');
  });
  test('signs of regular expressions mean themselves', () => {
    expect(replaced('a.b axb (.*)', entry('a.b', 'x'), entry('(.*)', 'y'))).toBe('x axb y');
  });
  test('the longest wins, whatever the order, and nothing is replaced twice', () => {
    const list = [entry('New', 'old'), entry('New York', 'N Y'), entry('N Y', 'no')];
    expect(replaced('New York, New Town', ...list)).toBe('N Y, old Town');
    expect(replaced('a b', entry('a', 'b'), entry('b', 'a'))).toBe('b a');
  });
  test('letters that change their length in lower case do not move the places', () => {
    expect(replaced('İİ Cat', entry('cat', 'dog'))).toBe('İİ dog');
  });
  test('every form of an apostrophe is one, in any case', () => {
    const list = [entry("O'Brien", 'x', { matchCase: true }), entry('don’t', 'y')];
    expect(replaced("O'Brien O’Brien OʼBrien o'brien Don't donʼt", ...list)).toBe("x x x o'brien y y");
  });
  test('accents are found as one sign and as two', () => {
    for (const written of ['caf\u00E9', 'cafe\u0301'])
      expect(replaced('caf\u00E9 cafe\u0301 cafe', entry(written, 'x'))).toBe('x x cafe');
  });
  test('an empty word is never found, and said may be empty', () => {
    expect(replaced('a b', entry('', 'x'), entry('b', ''))).toBe('a ');
  });
});

describe('a list is read', () => {
  test('and written so that it is read again', () => {
    const list = [entry('Nguyen', 'win'), entry('"x"', 'é', { matchCase: true, wholeWord: false })];
    expect(parsePronunciationFile(writePronunciationFile(list))).toEqual(list);
    expect(parsePronunciationFile(writePronunciationFile([]))).toEqual([]);
  });
  test('options that are missing have their usual values', () => {
    expect(parsePronunciations([{ written: 'a', said: 'b' }])).toEqual([entry('a', 'b')]);
  });
  test('without the spaces around what is written', () => {
    expect(parsePronunciations([{ written: ' a b ', said: 'c' }])).toEqual([entry('a b', 'c')]);
  });
  const long = 'x'.repeat(201);
  test.each<[string, unknown, RegExp]>([
    ['no list', { a: 1 }, /is an array of entries such as/],
    ['too many entries', Array(MAX_PRONUNCIATIONS + 1).fill({}), /has 5001 entries; at most 5000/],
    ['no object', [3], /Entry 1 .* must be an object .*; it is 3/],
    ['a list in the list', [[]], /Entry 1 .* must be an object/],
    ['no text', [{ written: 3, said: 'a' }], /Entry 1 .*: "written" must be a text; it is 3/],
    ['said is missing', [{ written: 'a' }], /"said" must be a text; it is nothing/],
    ['nothing written', [{ written: ' ', said: 'a' }], /has nothing in "written"/],
    ['too long', [{ written: 'a', said: long }], /"said" has 201 characters; at most 200/],
    ['a line end', [{ written: 'a\nb', said: 'c' }], /holds a line end/],
    ['half a character', [{ written: '\uD83D', said: 'c' }], /holds a line end or another control/],
    ['a wrong option', [{ written: 'a', said: 'b', matchCase: 1 }], /matchCase must be true or false/],
    ['another wrong option', [{ written: 'a', said: 'b', wholeWord: 'no' }], /wholeWord must be true/],
    [
      'an unknown field',
      [{ written: 'a', said: 'b', regex: true }],
      /has "regex"; an entry has written, said/,
    ],
    ['the second of two', [{ written: 'a', said: 'b' }, null], /Entry 2 /],
  ])('with a sentence for %s', (_, value, message) => {
    expect(() => parsePronunciations(value)).toThrow(message);
  });
  test('with a sentence for what is no JSON', () => {
    expect(() => parsePronunciationFile('[{')).toThrow(
      /is not valid JSON. Use a file that was exported here/,
    );
  });
});
