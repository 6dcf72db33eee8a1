import { parseArgs } from 'node:util';
import type { Precision } from '../../src/core/package/manifest';

export const USAGE = `Usage: npm run bench [-- options]

  --model <folder>       a model package; default: the bundled one
  --layers <n> --hidden <n> --heads <n> --kv-heads <n> --head-dim <n> --ffn <n> --precision q4|q8|f16|f32
                         instead: a seeded random model of this shape
  --backend <word>       wasm, webgpu or all (default)
  --isolated             with the headers that allow threads
  --steps <n>            decode steps to measure, default 100
  --prompt <n>           positions of the prompt, default 128
  --frames <n>           frames for the codec, default 100
  --text <text>          what is spoken
  --out <file>           default bench/results.json
`;

export type RandomShape = {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly ffn: number;
  readonly precision: Precision;
};

export type BenchOptions = {
  readonly model: string | RandomShape;
  readonly backends: readonly ('wasm' | 'webgpu')[];
  readonly isIsolated: boolean;
  readonly steps: number;
  readonly prompt: number;
  readonly frames: number;
  readonly text: string;
  readonly out: string;
};

/** @throws TypeError with a sentence for a person. @returns null when help was asked for. */
export function parseBenchOptions(words: readonly string[], bundled: string): BenchOptions | null {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...words],
    options: {
      model: text,
      layers: text,
      hidden: text,
      heads: text,
      'kv-heads': text,
      'head-dim': text,
      ffn: text,
      precision: text,
      backend: text,
      isolated: { type: 'boolean' },
      steps: text,
      prompt: text,
      frames: text,
      text,
      out: text,
      help: { type: 'boolean' },
    },
  });
  if (values.help) return null;
  const count = (name: Exclude<keyof typeof values, 'isolated' | 'help'>, otherwise: number): number => {
    const value = values[name] === undefined ? otherwise : Number(values[name]);
    if (Number.isInteger(value) && value > 0) return value;
    throw new TypeError(`--${name} is a whole number above 0, not "${values[name]}".`);
  };
  const choice = <T extends string>(
    name: 'precision' | 'backend',
    choices: readonly T[],
    otherwise: T,
  ): T => {
    const value = values[name] ?? otherwise;
    const found = choices.find((one) => one === value);
    if (found) return found;
    throw new TypeError(`--${name} is one of ${choices.join(', ')}, not "${value}".`);
  };
  const isRandom = [values.layers, values.hidden, values.heads, values.ffn].some(
    (value) => value !== undefined,
  );
  if (isRandom && values.model !== undefined) throw new TypeError('Give --model or a shape, not both.');
  const heads = count('heads', 8);
  const hidden = count('hidden', 256);
  const shape: RandomShape = {
    layers: count('layers', 6),
    hidden,
    heads,
    kvHeads: count('kv-heads', Math.max(1, heads >> 2)),
    headDim: count('head-dim', Math.max(1, Math.floor(hidden / heads))),
    ffn: count('ffn', 3 * hidden),
    precision: choice('precision', ['q4', 'q8', 'f16', 'f32'], 'q4'),
  };
  const backend = choice('backend', ['wasm', 'webgpu', 'all'], 'all');
  return {
    model: isRandom ? shape : (values.model ?? bundled),
    backends: backend === 'all' ? ['wasm', 'webgpu'] : [backend],
    isIsolated: values.isolated ?? false,
    steps: count('steps', 100),
    prompt: count('prompt', 128),
    frames: count('frames', 100),
    text: values.text ?? 'The sun rises in the east and sets in the west.',
    out: values.out ?? 'bench/results.json',
  };
}
