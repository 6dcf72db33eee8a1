import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { CHROMIUM_VARIABLE, findChromium } from '../cli/browser/chromium';
import { readWav } from '../src/core/pcm/read-wav';
import { PACKAGES_FOLDER, TOY_Q4 } from './support/packages';

/** The third command of the README, as it is typed. */
function say(...words: string[]) {
  const run = spawnSync(process.execPath, ['cli/bin.mjs', 'say', ...words], {
    encoding: 'utf8',
    env: { ...process.env, [CHROMIUM_VARIABLE]: findChromium() },
  });
  return { status: run.status, out: run.stdout, problem: run.stderr.trim() };
}

test('say writes a sentence into a WAV file and tells its figures', async ({ browserName: _ }, testInfo) => {
  const file = testInfo.outputPath('hello.wav');
  const model = join(PACKAGES_FOLDER, TOY_Q4);
  const words = ['Hello there.', '--out', file, '--model', model, '--seed', '5', '--max-seconds', '1'];
  const { status, out, problem } = say(...words, '--backend', 'wasm');
  expect(problem).toBe('');
  expect(status).toBe(0);
  expect(out).toMatch(/WebAssembly/);
  expect(out).toMatch(/first sound +\d+ ms/);
  expect(out).toMatch(/real-time factor +\d/);
  expect(out).toMatch(/seed +5\n/);
  const { samples, sampleRateHz } = readWav(readFileSync(file));
  expect(sampleRateHz).toBe(24_000);
  expect(samples.length).toBeGreaterThan(0);
});

test('say without a browser writes a text file into a WAV file', async ({ browserName: _ }, testInfo) => {
  const [text, file] = [testInfo.outputPath('text.txt'), testInfo.outputPath('text.wav')];
  writeFileSync(text, 'Hello there.\n\nHow are you?');
  const model = join(PACKAGES_FOLDER, TOY_Q4);
  const words = ['--file', text, '--out', file, '--model', model, '--seed', '5', '--max-seconds', '1'];
  const { status, out, problem } = say(...words, '--backend', 'node');
  expect(problem).toBe('');
  expect(status).toBe(0);
  expect(out).toMatch(/real-time factor +\d/);
  expect(out).toMatch(/seed +5\n/);
  expect(readWav(readFileSync(file)).samples.length).toBeGreaterThan(0);
});

test('say refuses in one line and writes nothing', async ({ browserName: _ }, testInfo) => {
  const out = testInfo.outputPath('nothing.wav');
  for (const [words, sentence, code] of [
    [['  ', '--out', out], /^There is nothing to say/, 2],
    [['Hello.'], /^Name the file to write: --out/, 2],
    [['Hello.', '--out', out, '--seed', '1.5'], /^--seed is "1\.5"/, 2],
    [['Hello.', '--out', out, '--backend', 'gpu'], /^--backend is one of .*, not "gpu"/, 2],
    [['Hello.', '--out', out, '--loud'], /^There is no option --loud\./, 2],
    [['--file', 'no-such-text.txt', '--out', out], /^--file is "no-such-text.txt"/, 1],
    [['Hello.', '--out', out, '--model', testInfo.outputDir], /holds no model package/, 1],
    [['Hello.', '--out', out, '--voice', 'nobody'], /^The model has no voice "nobody"\. It has: /, 1],
  ] as const) {
    const { status, problem } = say(...words);
    expect(problem).toMatch(sentence);
    expect(problem.split('\n')).toHaveLength(1);
    expect(status).toBe(code);
  }
  expect(existsSync(out)).toBe(false);
});
