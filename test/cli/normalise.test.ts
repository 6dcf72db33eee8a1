import { expect, test } from 'vitest';
import { runWords } from './run-words';

async function normalise(input: string, ...words: string[]) {
  const { code, output, errors } = await runWords(['normalise', ...words], input);
  return { lines: output.split('\n').slice(0, -1), code, errors };
}

test('one line comes out for every line in, empty and odd ones too', async () => {
  const run = await normalise('It is $5.\n\n# Title<br>more\n\uD83D\u0000\r\nlast 2');
  expect(run.lines.length).toBe(5);
  expect(run.lines[0]).toBe('It is five dollars.');
  expect(run.lines[1]).toBe('');
  expect(run.lines[4]).toBe('last two');
  expect(run.code).toBe(0);
});

test('rules are chosen by name, and listed', async () => {
  const run = await normalise('Dr. X has $5', '--rules', 'money,symbols');
  expect(run.lines).toEqual(['Dr. X has five dollars']);
  const listed = (await normalise('', '--list')).lines;
  expect(listed.some((line) => /^money +Money: /.test(line))).toBe(true);
});

test('an unknown rule, option or word is told with what there is', async () => {
  const run = await normalise('a', '--rules', 'nothing');
  expect(run.code).toBe(2);
  expect(run.errors).toMatch(/There is no rule "nothing"\. There are: .*money/);
  expect((await normalise('a', '--what')).errors).toMatch(/--what\. See: pagevoice normalise --help/);
  expect((await normalise('a', 'It is $5.')).errors).toMatch(/^Lines are read from the standard input/);
});
