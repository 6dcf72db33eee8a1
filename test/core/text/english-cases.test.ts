import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { saidText } from '../../../src/core/text/said-text';

const rowsOf = (file: string) =>
  readFileSync(new URL(`data/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t') as [string, string, string]);
const cases = rowsOf('english.tsv').map(([kind, written, said]) => ({ kind, written, said }));
/** As written → what an English reader would rather say, with the reason. */
const better = new Map(rowsOf('english-better.tsv').map(([written, said]) => [written, said]));

const settings = { language: 'en', rules: 'all', pronunciations: [] } as const;
/** Without case, punctuation and the word "and". */
const compared = (said: string) =>
  said
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .split(' ')
    .filter((word) => word !== '' && word !== 'and')
    .join(' ');
const isHeld = ({ written, said }: (typeof cases)[number]) =>
  compared(saidText(written, settings).text) === compared(better.get(written) ?? said);
const missed = (some: typeof cases) =>
  some
    .filter((one) => !isHeld(one))
    .map(({ written, said }) => `${written} → ${saidText(written, settings).text}, not ${said}`);

describe('a public peer’s cases', () => {
  const kinds = [...new Set(cases.map(({ kind }) => kind))];
  test.each(kinds)('at least 80 % of %s are said as the peer says them', (kind) => {
    const some = cases.filter((one) => one.kind === kind);
    if (some.length <= 8) return;
    expect(missed(some).length, missed(some).join('\n')).toBeLessThanOrEqual(some.length * 0.2);
  });
  test('at least 90 % in all', () => {
    expect(missed(cases).length, missed(cases).join('\n')).toBeLessThanOrEqual(cases.length * 0.1);
  });
  test('the list of better sayings is short, and each one gives a reason and is said', () => {
    const list = rowsOf('english-better.tsv');
    expect(list.length).toBeLessThanOrEqual(10);
    for (const [written, said, reason] of list) {
      expect(cases.map((one) => one.written)).toContain(written);
      expect(compared(saidText(written, settings).text)).toBe(compared(said));
      expect(reason.length).toBeGreaterThan(20);
    }
  });
});
