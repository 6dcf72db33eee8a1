import { wrap } from 'comlink';
import type { Contender } from './contender';
import type { OwnWorker } from './own.worker';
import type { TransformersWorker } from './transformers.worker';
import { loadWllama } from './wllama';

/** Those who are compared; `own` is this product, `own-runtime` the same with its language model in ONNX Runtime. */
export type ContenderName = 'own' | 'own-runtime' | 'wllama-3' | 'wllama-2' | 'transformers';

export type PeersPage = {
  /** @param modelsUrl folder of the shape's checkpoints. @param packagesUrl folder of the peers' packages. */
  load(name: ContenderName, order: LoadOrder): Promise<string>;
  step(name: ContenderName, context: number, count: number): Promise<number>;
};
export type LoadOrder = {
  readonly ownUrl: string;
  readonly modelsUrl: string;
  readonly packagesUrl: string;
  readonly bits: 4 | 8;
  readonly threadCount: number;
};

declare global {
  /** Functions that the script calls in the page. */
  var peers: PeersPage;
}

const loaded = new Map<ContenderName, Contender>();

globalThis.peers = {
  async load(name, order) {
    const { contender, facts } = await open(name, order);
    loaded.set(name, contender);
    return facts;
  },
  step: (name, context, count) => loaded.get(name)!.step(context, count),
};

type Opened = { readonly contender: Contender; readonly facts: string };

async function open(name: ContenderName, order: LoadOrder): Promise<Opened> {
  const { ownUrl, modelsUrl, packagesUrl, bits, threadCount } = order;
  if (name === 'own' || name === 'own-runtime') {
    const worker = wrap<OwnWorker>(
      new Worker(new URL('./own.worker.ts', import.meta.url), { type: 'module', name }),
    );
    return {
      contender: worker,
      facts: await worker.load(ownUrl, name === 'own' ? 'wasm' : 'wasm-runtime', threadCount),
    };
  }
  const facts = `${bits} bits`;
  if (name === 'transformers') {
    const worker = wrap<TransformersWorker>(
      new Worker(new URL('./transformers.worker.ts', import.meta.url), { type: 'module', name }),
    );
    await worker.load(packagesUrl, modelsUrl, bits, threadCount);
    return { contender: worker, facts };
  }
  const contender = await loadWllama(name, `${packagesUrl}${name}/`, `${modelsUrl}model.gguf`, threadCount);
  return { contender, facts };
}
