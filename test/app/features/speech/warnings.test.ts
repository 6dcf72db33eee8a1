import { expect, test } from 'vitest';
import { type PageWarning, warningParts, withWarning } from '../../../../src/app/features/speech/warnings';
import { englishLanguage, setLanguage } from '../../../../src/app/language/language';
import { languages } from '../../../../src/app/language/languages';
import { verbatim } from '../../../../src/core/sentence';
import {
  type JudgedSentence,
  lengthWarning,
  tooLongWarning,
} from '../../../../src/core/speech/length-warnings';

const german = languages.find(({ tag }) => tag === 'de')!;
const all = (...messages: string[]) => messages.map(verbatim).reduce<readonly PageWarning[]>(withWarning, []);

test('warnings that differ in numbers only are one line with a count', () => {
  const cut = Array.from({ length: 98 }, (_, i) => `Chunk ${i + 1} of 98 reached the limit of 82.5 seconds.`);
  const [warning, ...others] = all(...cut, 'Another thing.');
  expect(others).toEqual([{ sentence: verbatim('Another thing.'), count: 1 }]);
  expect(warningParts(warning!)).toEqual([
    'Chunk 1 of 98 reached the limit of 82.5 seconds. (And 97 more like this.)',
  ]);
});

test('the same words again are one warning, shown as they are', () => {
  expect(all('Mind the step.', 'Mind the step.').map(warningParts)).toEqual([['Mind the step.']]);
});

test('however many kinds there are, the list ends', () => {
  const kinds = Array.from({ length: 500 }, (_, i) => 'x'.repeat(i + 1));
  expect(all(...kinds).length).toBeLessThanOrEqual(20);
});

test('numbers of sentences are told from other numbers, in any language', async () => {
  const limit = { seconds: 82, canBeRaised: false };
  const partsFor = (...judged: JudgedSentence[]) =>
    warningParts({ sentence: lengthWarning(judged, 90, limit)!, count: 1 });
  expect(partsFor({ sentence: 1200, verdict: 'short' })).toEqual([
    'Sentence ',
    { sentence: 1200 },
    ' sounds too short: listen, or make it again with another seed.',
  ]);
  const many = [3, 14, 15, 16, 17, 18, 19].map((sentence) => ({ sentence, verdict: 'cut' }) as const);
  setLanguage(await german.load());
  const parts = partsFor(...many);
  setLanguage(englishLanguage);
  expect(parts.filter((part) => typeof part !== 'string')).toEqual(
    [3, 14, 15, 16, 17].map((sentence) => ({ sentence })),
  );
  expect(parts[2]).toBe(' abgeschnitten, ');
  expect(warningParts({ sentence: tooLongWarning(1, 1, limit), count: 1 })).toHaveLength(1);
});
