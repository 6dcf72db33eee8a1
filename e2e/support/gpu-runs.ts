import { expect } from '@playwright/test';
import * as ort from 'onnxruntime-node';
import type { BuiltGraph } from '../../src/core/graph/built-graph';
import { languageIo as io } from '../../src/core/graph/graph-io';
import { languageGraph } from '../../src/core/graph/language-graph';
import type { LanguageLayout } from '../../src/core/model/parse-language-spec';
import type { RopeTables } from '../../src/core/model/rope';
import type { Precision } from '../../src/core/package/manifest';
import { type ModelPackage, openPackage } from '../../src/core/package/model-package';
import { audioEmbedding, textEmbedding } from '../../src/core/package/tensor-names';
import type { Prompt } from '../../src/core/prompt/prompt';
import { CachedLanguageModel } from '../../src/platform/ort/cached-language-model';
import { CpuForwards } from '../../src/platform/ort/cpu-forwards';
import { openCpuSession } from '../../src/platform/ort/cpu-session';
import { LoadedTable } from '../../src/platform/ort/embedding-table';
import { graphForwards } from '../../src/platform/ort/graph-forwards';
import type { OrtModule } from '../../src/platform/ort/ort-module';
import { type PromptEmbedder, promptEmbedder, routeRows } from '../../src/platform/ort/prompt-embedder';
import { weightValues } from '../../src/platform/ort/weight-values';
import { toyPackage } from '../../test/toy-model';
import type { PageRun, PageTensor } from './graph-page';

/** Runs of the WebGPU graphs with a toy's weights, and what the processor's graphs give. */
const never = new AbortController().signal;
export const cacheLength = 64;
/** Weights of a package for a page: tensors by name, and their bytes. */
type PageWeights = { readonly tensors: Record<string, PageTensor>; readonly files: Map<string, Uint8Array> };

export async function openToy(
  precision: Precision,
  layout: LanguageLayout = 'hugging-face',
): Promise<ModelPackage> {
  return openPackage((await toyPackage({ seed: 5, precision, layout })).source, never);
}

export async function openEmbedder(model: ModelPackage): Promise<PromptEmbedder> {
  const [text, audio] = await Promise.all(
    [textEmbedding, audioEmbedding].map((name) => LoadedTable.load(model, name, never)),
  );
  return promptEmbedder(model.manifest.spec.language, text!, audio!);
}

/** Text, three columns, text. */
export function mixedPrompt(model: ModelPackage): Prompt {
  const { codebooks, tokenIds } = model.manifest.spec.language;
  const ids = [5, 6, 7, 8, ...new Array<number>(3).fill(tokenIds.audioOut), 9, tokenIds.audioOutBos];
  let next = 0;
  return {
    tokenIds: Int32Array.from(ids),
    columnAt: Int32Array.from(ids, (id) => (id === tokenIds.audioOut ? next++ : -1)),
    columns: Int32Array.from({ length: 3 * codebooks.codebookCount }, (_, index) => index),
    codebookCount: codebooks.codebookCount,
  };
}

/** Logits after the prompt and after every step, by the f32 graphs on the processor. */
export async function onProcessor(
  model: ModelPackage,
  embedder: PromptEmbedder,
  prompt: Prompt,
  steps: readonly Int32Array[],
): Promise<Float32Array[]> {
  const spec = model.manifest.spec.language;
  const { linears } = model.manifest;
  const runtime = { ort: ort as OrtModule, provider: 'cpu', threadCount: 1 } as const;
  const open = (role: 'prefill' | 'decode') =>
    openCpuSession(
      runtime,
      languageGraph(spec, { role, target: 'cpu-f32', linears }),
      (binding, signal) => weightValues(model, binding, null, signal),
      never,
    );
  const parts = {
    ort: runtime.ort,
    spec,
    prefill: await open('prefill'),
    decode: await open('decode'),
  };
  const language = new CachedLanguageModel(spec, graphForwards(embedder, new CpuForwards(parts)));
  const logits = [(await language.prefill(prompt, never)).slice()];
  for (const column of steps) logits.push((await language.step(column, never)).slice());
  await language.dispose();
  return logits;
}

export async function pageWeights(
  model: ModelPackage,
  graphs: readonly BuiltGraph[],
  rope: RopeTables | null,
): Promise<PageWeights> {
  const tensors: Record<string, PageTensor> = {};
  const files = new Map<string, Uint8Array>();
  for (const binding of graphs.flatMap(({ weights }) => weights)) {
    const { name, dtype, dims, source } = binding;
    const values = await weightValues(model, binding, rope, never);
    const isRope = source.type === 'rope-cos' || source.type === 'rope-sin';
    tensors[name] = { type: dtype, dims: isRope ? [cacheLength, dims[1]!] : dims, file: name };
    files.set(name, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return { tensors, files };
}

export function pick(tensors: Record<string, PageTensor>, graphs: readonly BuiltGraph[], role: string) {
  const { weights } = graphs.find((graph) => graph.role === role)!;
  return Object.fromEntries(weights.map(({ name }) => [name, tensors[name]!]));
}

/** @param slots whose caches are bound: to the inputs of their own, or one of them to those of a graph for one. */
export function cacheOf(
  model: ModelPackage,
  slots: readonly number[] = [0],
  isForOne = false,
): PageRun['cache'] {
  const { layerCount, keyValueHeadCount, headDim } = model.manifest.spec.language;
  const tensor = { type: 'float32', dims: [1, keyValueHeadCount, cacheLength, headDim] } as const;
  return Object.fromEntries(
    slots.flatMap((slot) => {
      const at = isForOne ? 0 : slot;
      return Array.from({ length: layerCount }, (_, layer) => [
        [
          io.pastKey(layer, at),
          { tensor, output: io.presentKey(layer, at), buffer: io.pastKey(layer, slot) },
        ],
        [
          io.pastValue(layer, at),
          { tensor, output: io.presentValue(layer, at), buffer: io.pastValue(layer, slot) },
        ],
      ]).flat();
    }),
  );
}

export async function prefillRun(
  model: ModelPackage,
  embedder: PromptEmbedder,
  prompt: Prompt,
  from: number,
  to: number,
) {
  const { textRows, audioRows, rowOrder } = routeRows(prompt, from, to);
  const values = await embedder.embed(prompt, from, to, never);
  const { feedForward, hiddenSize } = model.manifest.spec.language;
  if (feedForward.type === 'shared')
    return languageRun('prefill', values, to, {}, values.length / hiddenSize);
  const routing = {
    [io.textRows]: ints(textRows),
    [io.audioRows]: ints(audioRows),
    [io.rowOrder]: ints(rowOrder),
  };
  return languageRun('prefill', values, to, routing, values.length / hiddenSize);
}

export function languageRun(
  graph: 'prefill' | 'decode',
  values: Float32Array,
  total: number,
  extra: Record<string, PageTensor>,
  rows = 1,
) {
  const feeds: Record<string, PageTensor> = {
    [io.embeddings]: { type: 'float32', dims: [1, rows, values.length / rows], values: [...values] },
    [io.lastKeyIndex()]: ints([total - 1]),
    [io.totalLength()]: ints([total]),
    ...extra,
  };
  return { graph, feeds, outputs: [io.logits] };
}

export function ints(values: ArrayLike<number>): PageTensor {
  return { type: 'int32', dims: [values.length], values: Array.from(values) };
}

export function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  return Array.from(found).reduce(
    (largest, value, index) => Math.max(largest, Math.abs(value - expected[index]!)),
    0,
  );
}

export function signalToNoise(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let signal = 0;
  let noise = 0;
  Array.from(found).forEach((value, index) => {
    signal += expected[index]! ** 2;
    noise += (value - expected[index]!) ** 2;
  });
  return 10 * Math.log10(signal / noise);
}
