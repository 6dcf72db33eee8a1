import { LETTER } from '../gguf-checkpoint';
import type { Contender } from './contender';

/** The part of both versions that is called here. */
type Wllama = {
  loadModel(files: readonly Blob[], options: Readonly<Record<string, unknown>>): Promise<void>;
};
type SecondVersion = Wllama & {
  decode(tokens: readonly number[], options: object): Promise<unknown>;
  kvClear(): Promise<void>;
  kvRemove(keptCount: number, removedCount: number): Promise<void>;
};
type ThirdVersion = Wllama & {
  setCompat(compat: null): void;
  createCompletion(order: Readonly<Record<string, unknown>>): Promise<{
    readonly timings: { readonly predicted_n: number; readonly predicted_ms: number };
    readonly usage: { readonly prompt_tokens: number };
  }>;
};
type Library = {
  readonly Wllama: new (paths: Readonly<Record<string, string>>, options: object) => unknown;
};

/** Token of no meaning, above the control tokens and the bytes. */
const SOME_TOKEN = 300;
/** The start of a text, and its first space. */
const TOKENS_IN_FRONT = 2;
const quiet = {
  suppressNativeLog: true,
  logger: { debug: () => {}, log: () => {}, warn: () => {}, error: console.error },
};

/** @param folder of the version's package. */
export async function loadWllama(
  version: 'wllama-2' | 'wllama-3',
  folder: string,
  modelUrl: string,
  threadCount: number,
): Promise<Contender> {
  const { Wllama } = (await import(/* @vite-ignore */ `${folder}esm/index.js`)) as Library;
  const model = await (await fetch(modelUrl)).blob();
  const options = { n_ctx: 2048, n_threads: threadCount };
  if (version === 'wllama-2') {
    const paths = {
      'single-thread/wllama.wasm': `${folder}esm/single-thread/wllama.wasm`,
      'multi-thread/wllama.wasm': `${folder}esm/multi-thread/wllama.wasm`,
    };
    const engine = new Wllama(paths, quiet) as SecondVersion;
    await engine.loadModel([model], options);
    return decoding(engine);
  }
  const engine = new Wllama({ default: `${folder}esm/wasm/wllama.wasm` }, quiet) as ThirdVersion;
  engine.setCompat(null);
  await engine.loadModel([model], { ...options, n_gpu_layers: 0, n_parallel: 1 });
  return completing(engine);
}

/** Its second version decodes token by token: no sampling. */
function decoding(engine: SecondVersion): Contender {
  let held = 0;
  return {
    async step(context, count) {
      if (held < context) {
        await engine.kvClear();
        await engine.decode(new Array(context).fill(SOME_TOKEN), { skipLogits: true });
      } else {
        await engine.kvRemove(context, held - context);
      }
      const start = performance.now();
      for (let step = 0; step < count; step++) await engine.decode([SOME_TOKEN], {});
      held = context + count;
      return (performance.now() - start) / count;
    },
  };
}

/** Its third version completes a prompt, and says how long its own steps took: with greedy sampling in them. */
function completing(engine: ThirdVersion): Contender {
  return {
    async step(context, count) {
      const { timings, usage } = await engine.createCompletion({
        prompt: LETTER.repeat(context - TOKENS_IN_FRONT),
        max_tokens: count + 1,
        cache_prompt: true,
        ignore_eos: true,
        temperature: 0,
        top_k: 1,
        samplers: ['top_k'],
      });
      if (usage.prompt_tokens !== context)
        throw new Error(`The prompt became ${usage.prompt_tokens} tokens.`);
      // The first token comes with the prompt.
      return timings.predicted_ms / (timings.predicted_n - 1);
    },
  };
}
