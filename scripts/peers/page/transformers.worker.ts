import { expose } from 'comlink';
import type { Contender } from './contender';

/** The part of the library that is called here. */
type Library = {
  readonly env: {
    allowRemoteModels: boolean;
    allowLocalModels: boolean;
    localModelPath: string;
    useBrowserCache: boolean;
    readonly backends: { readonly onnx: { readonly wasm: { wasmPaths: unknown; numThreads: number } } };
  };
  readonly Tensor: new (type: 'int64', values: BigInt64Array, dims: readonly number[]) => object;
  readonly DynamicCache: new (entries?: Readonly<Record<string, object>>) => object;
  readonly AutoModelForCausalLM: {
    from_pretrained(name: string, options: object): Promise<CausalModel>;
  };
};
type CausalModel = { forward(inputs: object): Promise<Readonly<Record<string, object>>> };

let library: Library;
let model: CausalModel;

/** transformers.js on the processor, by its model's own forward: less than its `generate` does in a step. */
const worker = {
  async load(packagesUrl: string, modelsUrl: string, bits: 4 | 8, threadCount: number): Promise<void> {
    const script = `${packagesUrl}@huggingface/transformers/dist/transformers.min.js`;
    library = (await import(/* @vite-ignore */ script)) as Library;
    const { env } = library;
    env.allowRemoteModels = false;
    env.allowLocalModels = true;
    env.useBrowserCache = false;
    env.localModelPath = modelsUrl;
    const runtime = `${packagesUrl}onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify`;
    env.backends.onnx.wasm.wasmPaths = { mjs: `${runtime}.mjs`, wasm: `${runtime}.wasm` };
    env.backends.onnx.wasm.numThreads = threadCount;
    model = await library.AutoModelForCausalLM.from_pretrained('seeded', {
      device: 'wasm',
      dtype: bits === 4 ? 'q4' : 'q8',
    });
  },

  async step(context: number, count: number): Promise<number> {
    let past = await prefill(context);
    const start = performance.now();
    for (let step = 0; step < count; step++) past = await forward(1, context + step + 1, past);
    return (performance.now() - start) / count;
  },
} satisfies Contender & { load: unknown };

export type TransformersWorker = typeof worker;

/** Caches of prompts by their length: a step does not change them, it gives new ones. */
const prefilled = new Map<number, Cache>();
type Cache = Readonly<Record<string, object>>;

async function prefill(context: number): Promise<Cache> {
  const known = prefilled.get(context) ?? (await forward(context, context, null));
  prefilled.set(context, known);
  return known;
}

async function forward(rows: number, total: number, past: Cache | null): Promise<Cache> {
  const { Tensor } = library;
  const results = await model.forward({
    input_ids: new Tensor('int64', new BigInt64Array(rows).fill(300n), [1, rows]),
    attention_mask: new Tensor('int64', new BigInt64Array(total).fill(1n), [1, total]),
    past_key_values: past,
  });
  const present = Object.entries(results).filter(([name]) => name.startsWith('present.'));
  return Object.fromEntries(
    present.map(([name, value]) => [name.replace('present', 'past_key_values'), value]),
  );
}

expose(worker);
