import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseWords, WrongUsage } from '../../cli/command';
import { commands } from '../../cli/program';
import { runWords } from './run-words';

const folder = mkdtempSync(join(tmpdir(), 'pagevoice-'));
afterAll(() => rmSync(folder, { recursive: true }));
const names = Object.keys(commands);

describe('the program', () => {
  test('help lists every command, and no word at all is wrong usage', async () => {
    const asked = await runWords(['--help']);
    expect(asked.code).toBe(0);
    for (const name of names) expect(asked.output).toMatch(new RegExp(`^  ${name} +\\w`, 'm'));
    expect(await runWords([])).toMatchObject({ code: 2, output: '', errors: asked.output });
  });

  test.each(names)('the help of %s names every option', async (name) => {
    const { code, output, errors } = await runWords([name, '--help']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toMatch(new RegExp(`^Usage: pagevoice ${name} `));
    const { options } = await commands[name]!.load();
    for (const option of [...Object.keys(options), 'help']) expect(output).toContain(`  --${option}`);
    expect(output.split('\n').filter((line) => line.length > 110)).toEqual([]);
  });

  test('an unknown command or option is told in a sentence, with exit code 2', async () => {
    expect(await runWords(['sing'])).toMatchObject({
      code: 2,
      errors: `There is no command sing. The commands are: ${names.join(', ')}.\n`,
    });
    expect((await runWords(['--loud'])).errors).toMatch(/^There is no option --loud\./);
    expect((await runWords(['toString'])).code).toBe(2);
    for (const name of names)
      expect(await runWords([name, '--loud'])).toMatchObject({
        code: 2,
        output: '',
        errors: `There is no option --loud. See: pagevoice ${name} --help\n`,
      });
  });

  test('a file that cannot be read is a failure, with exit code 1', async () => {
    const nothing = join(folder, 'nothing');
    const words = ['--package', nothing, '--list', nothing, '--out', folder];
    expect(await runWords(['speak-list', ...words])).toMatchObject({ code: 1 });
    expect(await runWords(['say', '--file', nothing, '--out', nothing])).toMatchObject({ code: 1 });
  });

  test('every npm script of the same name starts it', () => {
    const { bin, scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      bin: Record<string, string>;
      scripts: Record<string, string>;
    };
    for (const name of names) expect(scripts[name]).toBe(`node ${bin.pagevoice} ${name}`);
  });

  test('it starts from its sources in any folder', () => {
    const run = spawnSync(process.execPath, [resolve('cli/bin.mjs'), 'normalise'], {
      cwd: folder,
      input: 'It is $5.\n',
      encoding: 'utf8',
    });
    expect(run).toMatchObject({ stdout: 'It is five dollars.\n', stderr: '', status: 0 });
  });
});

describe('a list to be spoken', () => {
  test.each([
    ['{"id":"a"}', /not a JSON array/],
    ['[{"id":"a"},{"id":"a"}]', /^Item 2 needs an id of its own/],
    ['[{"id":"../a"}]', /^Item 1 needs an id/],
    ['[', /cannot be read/],
  ])('%s is refused in words', async (json, sentence) => {
    const list = join(folder, 'list.json');
    writeFileSync(list, json);
    const { code, errors } = await runWords([
      'speak-list',
      '--package',
      'none',
      '--list',
      list,
      '--out',
      folder,
    ]);
    expect(errors).toMatch(sentence);
    expect(code).toBe(1);
  });
});

test('a choice that does not exist is refused before anything starts', async () => {
  const { code, errors } = await runWords(['say', 'Hi.', '--out', 'x.wav', '--codec-mode', 'slow']);
  expect(errors).toBe('--codec-mode is one of exact, fast, not "slow". See: pagevoice say --help\n');
  expect(code).toBe(2);
});

describe('words', () => {
  const options = { out: { value: '<file>', help: '' }, fast: { help: '' } } as const;

  test('values, switches and other words are told apart', () => {
    expect(parseWords(options, ['a', '--out', 'x', '--', '--fast'])).toEqual({
      values: { out: 'x', fast: false },
      positionals: ['a', '--fast'],
    });
    expect(parseWords(options, ['--out=-x', '--fast'])).toMatchObject({ values: { out: '-x', fast: true } });
  });

  test.each([
    [['--out'], /^--out needs a value: --out <file>\.$/],
    [['--out', '--fast'], /^--out needs a value/],
    [['--out='], /^--out needs a value/],
    [['--fast=yes'], /^--fast takes no value\.$/],
    [['--slow'], /^There is no option --slow\.$/],
    [['-x'], /^There is no option -x\.$/],
    [['--constructor'], /^There is no option --constructor\.$/],
  ])('%j are refused', (words, sentence) => {
    expect(() => parseWords(options, words)).toThrow(WrongUsage);
    expect(() => parseWords(options, words)).toThrow(sentence);
  });
});
