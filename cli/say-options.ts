import { readFileSync } from 'node:fs';
import { oneOf, parseWords, WrongUsage } from './command';
import { type ChosenSettings, readSettingOptions, settingOptions } from './setting-options';

const MAX_SECONDS = 24 * 3600;

export type SayOptions = {
  readonly text: string;
  readonly outFile: string;
  /** Folder or address of a model package; the site's own model when left out. */
  readonly model: string | null;
  /** Id of a preset voice. */
  readonly voice: string | null;
  readonly settings: ChosenSettings;
  readonly backend: 'auto' | 'webgpu' | 'wasm' | 'node';
  readonly maxSeconds: number | null;
};

export const sayOptions = {
  file: { value: '<file>', help: 'speaks a text file instead' },
  out: { value: '<file>', help: 'the WAV file to write' },
  model: { value: '<place>', help: 'folder or address of a model package; default: the bundled voice' },
  voice: { value: '<id>', help: 'a preset voice of the model' },
  backend: {
    value: '<name>',
    help: 'auto (default), webgpu or wasm, in a browser; or node: without a browser, on the processor, and the file grows while it is made',
  },
  'max-seconds': { value: '<number>', help: 'length limit of the speech' },
  ...settingOptions(),
} as const;

/** @throws WrongUsage that says what is wrong with the words. @throws Error when --file cannot be read. */
export function parseSayOptions(words: readonly string[]): SayOptions {
  const { values, positionals } = parseWords(sayOptions, words);
  if (values.file !== undefined && positionals.length > 0)
    throw new WrongUsage('Give a text or --file, not both.');
  const text = values.file === undefined ? positionals.join(' ') : readText(values.file);
  if (text.trim() === '') throw new WrongUsage('There is nothing to say: put the text in quotes.');
  if (values.out === undefined) throw new WrongUsage('Name the file to write: --out hello.wav.');
  return {
    text,
    outFile: values.out,
    model: values.model ?? null,
    voice: values.voice ?? null,
    settings: readSettingOptions(values),
    backend: oneOf('--backend', values.backend ?? 'auto', ['auto', 'webgpu', 'wasm', 'node']),
    maxSeconds: secondsOf(values['max-seconds']),
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Error(`--file is "${file}"; there is no such text file.`);
  }
}

function secondsOf(value: string | undefined): number | null {
  if (value === undefined) return null;
  const seconds = Number(value);
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_SECONDS || value.trim() === '')
    throw new WrongUsage(`--max-seconds is "${value}"; it must be a whole number from 0 to ${MAX_SECONDS}.`);
  return seconds;
}
