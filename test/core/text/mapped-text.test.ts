import { describe, expect, test } from 'vitest';
import { MappedText } from '../../../src/core/text/mapped-text';
import { seededRandom } from '../../fakes/seeded-random';

const standsFor = (text: MappedText, from: number, to: number) => {
  const { start, end } = text.writtenRange(from, to);
  return text.written.slice(start, end);
};

describe('a text knows what it stands for', () => {
  const said = MappedText.of('Dr. Evil has $5.')
    .replace(/Dr\./g, () => 'Doctor')
    .replace(/\$5/g, () => 'five dollars');
  test('replaced words stand for what was written, others for themselves', () => {
    expect(said.text).toBe('Doctor Evil has five dollars.');
    expect(standsFor(said, 0, 6)).toBe('Dr.');
    expect(standsFor(said, 7, 11)).toBe('Evil');
    expect(standsFor(said, 16, 28)).toBe('$5');
    expect(said.writtenRange(28, 29)).toEqual({ start: 15, end: 16 });
  });
  test('a second replacement reaches through the first', () => {
    const twice = said.replace(/five/g, () => 'a handful of');
    expect(standsFor(twice, 16, 28)).toBe('$5');
  });
  test('an empty stretch stands for an empty stretch', () => {
    expect(said.writtenRange(7, 7)).toEqual({ start: 4, end: 4 });
    expect(MappedText.of('').writtenRange(0, 0)).toEqual({ start: 0, end: 0 });
  });
  test('null leaves a match, and nothing replaced is the same text', () => {
    expect(said.replace(/o/g, () => null)).toBe(said);
    expect(said.replace(/o/g, ([o]) => o)).toBe(said);
  });
  test('slices, trims and joins keep what they stand for', () => {
    const text = MappedText.of('  a b  ').trim();
    expect([text.text, text.writtenRange(0, 1).start]).toEqual(['a b', 2]);
    const joined = MappedText.concat([text.slice(0, 1), text.slice(2, 3)]).followedBy('.');
    expect(joined.text).toBe('ab.');
    expect([0, 1, 2].map((at) => joined.writtenRange(at, at + 1).start)).toEqual([2, 4, 4]);
    expect(MappedText.of('   ').trim().text).toBe('');
    expect(MappedText.concat([]).text).toBe('');
  });
});

test('whatever is replaced, ranges lie inside the text, never go backwards and are exact where nothing changed', () => {
  const random = seededRandom(5);
  const upTo = (count: number) => Math.floor(random() * count);
  const letters = 'abc 12é😀';
  for (let run = 0; run < 400; run++) {
    const written = Array.from({ length: upTo(30) }, () => letters[upTo(letters.length)]).join('');
    let text = MappedText.of(written);
    for (let step = 0; step < 1 + upTo(6); step++) {
      const target = letters[upTo(letters.length)]!;
      const said = ['', 'x', target, `${target}y`, `z${target}`, 'long words'][upTo(6)]!;
      const pattern = [new RegExp(target, 'g'), new RegExp(`${target}.?`, 'g'), /(?=b)/g, /$/g][upTo(4)]!;
      text = text.replace(pattern, () => (random() < 0.2 ? null : said));
      if (random() < 0.2) text = text.slice(upTo(3), text.length - upTo(3));
    }
    const ranges = Array.from({ length: text.length }, (_, at) => text.writtenRange(at, at + 1));
    ranges.forEach(({ start, end }, at) => {
      expect(start).toBeGreaterThanOrEqual(ranges[at - 1]?.start ?? 0);
      expect(end).toBeGreaterThanOrEqual(ranges[at - 1]?.end ?? 0);
      expect(start).toBeLessThanOrEqual(end);
      expect(end).toBeLessThanOrEqual(written.length);
    });
  }
});

test('characters between replacements stand for themselves', () => {
  const written = 'keep 1 these 22 words 333.';
  const said = MappedText.of(written).replace(/\d+/g, ([digits]) => 'n'.repeat(7 - digits.length));
  for (const word of ['keep', 'these', 'words', '.']) {
    const at = said.text.indexOf(word);
    expect(standsFor(said, at, at + word.length)).toBe(word);
  }
});
