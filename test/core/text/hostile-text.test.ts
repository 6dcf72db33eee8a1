import { describe, expect, test } from 'vitest';
import { saidText } from '../../../src/core/text/said-text';
import { casesInThread, MOST_GROWTH_BYTES } from '../../fakes/damaged-cases';
import { fuzzTimeoutMilliseconds } from '../../fakes/fuzz-factor';

const units = [
  ...[
    '1',
    '0',
    'a',
    'A',
    'é',
    '.',
    ',',
    '-',
    '/',
    '\\',
    '[',
    ']',
    '(',
    '{',
    '<',
    '>',
    '*',
    '_',
    '`',
    '~',
    '#',
    '@',
  ],
  ...[
    '&',
    '%',
    '$',
    '+',
    '=',
    '|',
    '!',
    '?',
    ':',
    "'",
    '"',
    '°',
    '²',
    '½',
    '😀',
    '\u200D',
    '\u200B',
    ' ',
    '\n',
  ],
  ...[
    '1/',
    '1,',
    '1.',
    '1-',
    '1:',
    '1 ',
    'a.',
    'A.',
    'A. ',
    'a-',
    'a/',
    'a@',
    '@a',
    'IV ',
    '$1',
    '1%',
    '1,111',
    '<a',
    '<p>',
    '<a b=',
    '<script>',
    '1h ',
    '1.5E',
    "''",
    '\uF0B7',
    'A > ',
    'no. 5 ',
    '1h 30m ',
    'ratio 1:',
    'U.S. ',
  ],
  ...[
    '[a',
    '](',
    '[a](',
    '://',
    'http://',
    'www.',
    'a.com',
    '+1',
    '1x',
    '1st ',
    '*a',
    '_a',
    '~~',
    '# ',
    '- ',
    '> ',
  ],
  ...[
    '| ',
    '1. ',
    'May ',
    '12:30 ',
    '1 km ',
    '10/10/',
    '[pause',
    '<|',
    '<|emotion:',
    '<break ',
    '"1',
    '1"',
    'St. ',
  ],
  ...['J. ', '1,000,', '1 - ', 'ＡＢ', 'a\u0301\u0301', '1’', '(1', '\\*', '1 1/', 'No.', '\t'],
];
const settings = { language: 'en', rules: 'all', pronunciations: [] } as const;

/** Time of the process in milliseconds, the best of some runs: what other processes do does not count. */
function work(written: string, runs: number): number {
  const times = Array.from({ length: runs }, () => {
    const start = process.cpuUsage();
    saidText(written, settings);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

describe('no text makes the rules slow', () => {
  // Eight times the text takes about eight times the work; a search that grows with the square takes 64 times.
  test.each(units.map((unit) => [JSON.stringify(unit), unit]))('%s over and over', (_, unit) => {
    const length = 6_000;
    const small = Math.max(work(unit.repeat(length / unit.length), 3), 4);
    const large = work(unit.repeat((8 * length) / unit.length), 2);
    expect(large / small).toBeLessThan(32);
  });
  test('250,000 characters of one sign go through', () => {
    for (const unit of ['1', '1/', '[', '\\', '(', '*']) {
      expect(typeof saidText(unit.repeat(250_000 / unit.length), settings).text).toBe('string');
    }
  });
});

test(
  'thousands of random texts are cut and said, or refused in words',
  async () => {
    const thread = new URL('./random-texts-thread.ts', import.meta.url);
    const { grownBytes } = await casesInThread(thread, 1000, null);
    expect(grownBytes).toBeLessThan(MOST_GROWTH_BYTES);
  },
  fuzzTimeoutMilliseconds,
);
