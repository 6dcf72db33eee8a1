import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

function normalise(input: string, ...words: string[]) {
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/normalise.ts', ...words], {
    input,
    encoding: 'utf8',
  });
  return { lines: run.stdout.split('\n').slice(0, -1), status: run.status, errors: run.stderr };
}

test('one line comes out for every line in, empty and odd ones too', () => {
  const run = normalise('It is $5.\n\n# Title<br>more\n\uD83D\u0000\r\nlast 2');
  expect(run.lines.length).toBe(5);
  expect(run.lines[0]).toBe('It is five dollars.');
  expect(run.lines[1]).toBe('');
  expect(run.lines[4]).toBe('last two');
  expect(run.status).toBe(0);
});

test('rules are chosen by name, and listed', () => {
  expect(normalise('Dr. X has $5', '--rules', 'money,symbols').lines).toEqual(['Dr. X has five dollars']);
  const listed = normalise('', '--list').lines;
  expect(listed.some((line) => /^money +Money: /.test(line))).toBe(true);
});

test('an unknown rule or option is told with what there is', () => {
  const run = normalise('a', '--rules', 'nothing');
  expect(run.status).toBe(1);
  expect(run.errors).toMatch(/There is no rule "nothing"\. There are: .*money/);
  expect(normalise('a', '--what').errors).toMatch(/^Usage: npm run normalise/);
});
