import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

export type SayOptions = {
  readonly text: string;
  readonly outFile: string;
  /** Folder or address of a model package; the site's own model when left out. */
  readonly model: string | null;
  /** Id of a preset voice. */
  readonly voice: string | null;
  readonly seed: number | null;
  readonly backend: 'auto' | 'webgpu' | 'wasm' | 'node';
  readonly maxSeconds: number | null;
};

export const SAY_USAGE = `npm run say -- "Hello there." --out hello.wav
  --file <file>         speaks a text file instead
  --out <file>          the WAV file to write
  --model <place>       folder or address of a model package
  --voice <id>          a preset voice of the model
  --seed <number>       repeats a take; 0 to 4294967295
  --backend <name>      webgpu or wasm, chosen by itself when left out; or node: without a browser, the file grows
                        while it is made
  --max-seconds <n>     length limit`;

/** @throws Error whose message says what is wrong with the words. */
export function parseSayOptions(words: readonly string[]): SayOptions {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      file: { type: 'string' },
      out: { type: 'string' },
      model: { type: 'string' },
      voice: { type: 'string' },
      seed: { type: 'string' },
      backend: { type: 'string' },
      'max-seconds': { type: 'string' },
    },
  });
  const text = values.file === undefined ? positionals.join(' ') : readText(values.file);
  if (text.trim() === '') throw new Error('There is nothing to say: put the text in quotes.');
  if (!values.out) throw new Error('Name the file to write: --out hello.wav');
  const backend = values.backend ?? 'auto';
  if (backend !== 'auto' && backend !== 'webgpu' && backend !== 'wasm' && backend !== 'node')
    throw new Error(`--backend is "${backend}"; it can be webgpu, wasm or node.`);
  return {
    text,
    outFile: values.out,
    model: values.model ?? null,
    voice: values.voice ?? null,
    seed: numberOf('--seed', values.seed, 2 ** 32 - 1),
    backend,
    maxSeconds: numberOf('--max-seconds', values['max-seconds'], 24 * 3600),
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Error(`--file is "${file}"; there is no such text file.`);
  }
}

function numberOf(name: string, value: string | undefined, largest: number): number | null {
  if (value === undefined) return null;
  const number = Number(value);
  if (value.trim() === '' || !Number.isInteger(number) || number < 0 || number > largest)
    throw new Error(`${name} is "${value}"; it must be a whole number from 0 to ${largest}.`);
  return number;
}
