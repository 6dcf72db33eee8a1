import { expose } from 'comlink';
import type { LanguageModel } from '../../../src/core/generation/language-model';
import type { Prompt } from '../../../src/core/prompt/prompt';
import { verbatim } from '../../../src/core/sentence';
import type { BackendChoice } from '../../../src/core/speech/speech-engine';
import { HttpPackage } from '../../../src/platform/http/http-package';
import { loadModel } from '../../../src/platform/ort/load-model';
import { loadOrt } from '../../../src/platform/ort/load-ort';
import type { LoadedModel } from '../../../src/platform/ort/loaded-model';
import { seededRandom } from '../../../test/fakes/seeded-random';
import type { Contender } from './contender';

const never = new AbortController().signal;
let loaded: LoadedModel | null = null;

/** This product, on the processor, as the page loads it. */
const worker = {
  async load(packageUrl: string, backend: BackendChoice, threadCount: number): Promise<string> {
    const machine = {
      adapter: { type: 'none', reason: verbatim('the bench measures the processor') },
      coreCount: threadCount,
      whyOneThread: threadCount === 1 ? verbatim('the bench measures one') : null,
    } as const;
    loaded = await loadModel(
      { machine, loadOrt, cpuProvider: 'wasm', acceptedLicences: { has: async () => true } },
      new HttpPackage(packageUrl),
      backend,
      () => {},
      never,
    );
    return `${loaded.info.device}, ${loaded.info.graphTarget}`;
  },

  async step(context: number, count: number): Promise<number> {
    const { networks, manifest } = loaded!;
    const { codebookCount, codebookSize } = manifest.spec.language.codebooks;
    if (count === 0) return prompt(networks.model, context, codebookCount);
    const random = seededRandom(1);
    await networks.model.prefill(audioPrompt(context, codebookCount, codebookSize, random), never);
    const columns = Array.from({ length: count }, () => column(codebookCount, codebookSize, random));
    const start = performance.now();
    for (const one of columns) await networks.model.step(one, never);
    return (performance.now() - start) / count;
  },
} satisfies Contender & { load: unknown };

/** @returns milliseconds a position of a text that the cache does not hold. */
async function prompt(model: LanguageModel, length: number, codebookCount: number): Promise<number> {
  const tokenIds = Int32Array.from({ length }, () => Math.floor(Math.random() * 2));
  const columnAt = new Int32Array(length).fill(-1);
  const start = performance.now();
  await model.prefill({ tokenIds, columnAt, columns: new Int32Array(0), codebookCount }, never);
  return (performance.now() - start) / length;
}

export type OwnWorker = typeof worker;

function column(codebookCount: number, codebookSize: number, random: () => number): Int32Array {
  return Int32Array.from({ length: codebookCount }, () => Math.floor(random() * codebookSize));
}

/** The same codes in every call, so that the cache holds them. */
function audioPrompt(
  length: number,
  codebookCount: number,
  codebookSize: number,
  random: () => number,
): Prompt {
  return {
    tokenIds: new Int32Array(length),
    columnAt: Int32Array.from({ length }, (_, position) => position),
    columns: column(length * codebookCount, codebookSize, random),
    codebookCount,
  };
}

expose(worker);
