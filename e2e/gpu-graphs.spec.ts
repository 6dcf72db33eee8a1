import { expect, test } from '@playwright/test';
import * as ort from 'onnxruntime-node';
import type { BuiltGraph } from '../src/core/graph/built-graph';
import { codecDecoderGraph } from '../src/core/graph/codec-decoder-graph';
import { codecDecoderIo, languageIo as io } from '../src/core/graph/graph-io';
import { languageGraph } from '../src/core/graph/language-graph';
import type { LanguageLayout } from '../src/core/model/parse-language-spec';
import { type RopeTables, ropeTables } from '../src/core/model/rope';
import type { Prompt } from '../src/core/prompt/prompt';
import type { Precision } from '../src/core/store/manifest';
import { type ModelPackage, openPackage } from '../src/core/store/model-package';
import { audioEmbedding, textEmbedding } from '../src/core/store/tensor-names';
import { CachedLanguageModel } from '../src/platform/ort/cached-language-model';
import { CpuForwards } from '../src/platform/ort/cpu-forwards';
import { openCpuSession } from '../src/platform/ort/cpu-session';
import { LoadedTable } from '../src/platform/ort/embedding-table';
import { OrtCodecDecoder } from '../src/platform/ort/ort-codec-decoder';
import type { OrtModule } from '../src/platform/ort/ort-module';
import { PromptEmbedder, routeRows } from '../src/platform/ort/prompt-embedder';
import { weightValues } from '../src/platform/ort/weight-values';
import { toyPackage } from '../test/toy-model';
import { openGraphPage, type PageRun, type PageTensor, runOnGpu } from './support/graph-page';
import { leastLimits, weakenAdapters } from './support/weak-adapter';

/** The WebGPU graphs, run by the runtime itself: right numbers and few dispatches, whatever the adapters around them do. */
const never = new AbortController().signal;
const cacheLength = 64;
/** Weights of a package for a page: tensors by name, and their bytes. */
type PageWeights = { readonly tensors: Record<string, PageTensor>; readonly files: Map<string, Uint8Array> };

/** Queries and keys that are normalised come apart, which costs a dispatch more in every layer. */
const languages = [
  { layout: 'hugging-face', precision: 'q4', dispatchesPerLayer: 8, isWeak: false },
  // The fused feed-forward wants nine storage buffers: with eight the runtime itself takes the norm out of it.
  { layout: 'hugging-face', precision: 'q4', dispatchesPerLayer: 9, isWeak: true },
  { layout: 'hugging-face', precision: 'f32', dispatchesPerLayer: null, isWeak: false },
  { layout: 'third-release', precision: 'q4', dispatchesPerLayer: 9, isWeak: false },
] as const;

for (const { layout, precision, dispatchesPerLayer, isWeak } of languages) {
  const adapter = isWeak ? ', on the weakest adapter' : '';
  test(`${layout}, ${precision}${adapter}: prefill and decode on WebGPU give the processor's logits`, async ({
    page,
  }) => {
    const model = await openToy(precision, layout);
    const { linears, spec } = model.manifest;
    const { language } = spec;
    const embedder = await openEmbedder(model);
    const prompt = mixedPrompt(model);
    const steps = [Int32Array.from({ length: prompt.codebookCount }, (_, k) => k + 3)];
    steps.push(steps[0]!.map((code) => code + 1));

    const expected = await onProcessor(model, embedder, prompt, steps);

    const graphs = (['prefill', 'decode'] as const).map((role) =>
      languageGraph(language, { role, target: 'webgpu-f32', linears }),
    );
    const weights = await pageWeights(model, graphs, ropeTables(language, cacheLength));
    for (const graph of graphs) weights.files.set(graph.role, graph.bytes);
    if (isWeak) await page.addInitScript(weakenAdapters, leastLimits);
    await openGraphPage(page, weights.files);
    const length = prompt.tokenIds.length;
    const split = length - 3; // the second run finds a past, as after a reused prefix
    const runs = [
      await prefillRun(model, embedder, prompt, 0, split),
      await prefillRun(model, embedder, prompt, split, length),
      ...steps.map((column, index) =>
        languageRun('decode', embedder.embedColumn(column), length + index + 1, {}),
      ),
    ].map(
      (run): PageRun => ({
        ...run,
        weights: pick(weights.tensors, graphs, run.graph),
        cache: cacheOf(model),
      }),
    );
    const results = await runOnGpu(page, runs);

    results.slice(1).forEach(({ outputs }, index) => {
      expect(largestDifference(outputs[io.logits]!, expected[index]!)).toBeLessThan(1e-3);
    });
    const dispatches = results.at(-1)!.dispatchCount;
    test.info().annotations.push({ type: 'dispatches', description: String(dispatches) });
    console.log(
      `${layout}, ${precision}${adapter}: ${dispatches} dispatches a decode step, ${language.layerCount} layers`,
    );
    if (dispatchesPerLayer !== null) {
      expect(dispatches).toBeLessThanOrEqual(dispatchesPerLayer * language.layerCount + 3);
    }
  });
}

test("the codec on WebGPU gives the processor's samples", async ({ page }) => {
  const model = await openToy('f32');
  const spec = model.manifest.spec.codec;
  const frameCount = 6;
  const codes = Int32Array.from(
    { length: spec.codebookCount * frameCount },
    (_, index) => (index * 37) % spec.codebookSize,
  );
  const runtime = { ort: ort as OrtModule, provider: 'cpu', threadCount: 1 } as const;
  const read = (binding: Parameters<typeof weightValues>[1], signal: AbortSignal) =>
    weightValues(model, binding, null, signal);
  const session = await openCpuSession(runtime, codecDecoderGraph(spec, 'cpu-f32'), read, never);
  const decoder = new OrtCodecDecoder(runtime.ort, spec, session);
  const expected = await decoder.decode({ codes, codebookCount: spec.codebookCount, frameCount }, never);
  await decoder.dispose();

  const graph = codecDecoderGraph(spec, 'webgpu-f32');
  const weights = await pageWeights(model, [graph], null);
  weights.files.set(graph.role, graph.bytes);
  await openGraphPage(page, weights.files);
  const rows = Array.from(codes, (code, index) => Math.floor(index / frameCount) * spec.codebookSize + code);
  const [result] = await runOnGpu(page, [
    {
      graph: graph.role,
      feeds: {
        [codecDecoderIo.rows]: { type: 'int32', dims: [spec.codebookCount, frameCount], values: rows },
      },
      weights: weights.tensors,
      cache: {},
      outputs: [codecDecoderIo.samples],
    },
  ]);
  const found = result!.outputs[codecDecoderIo.samples]!;
  console.log(`codec: ${result!.dispatchCount} dispatches, ${signalToNoise(found, expected).toFixed(1)} dB`);
  // Sine is coarse on the software adapter.
  expect(signalToNoise(found, expected)).toBeGreaterThan(55);
});

async function openToy(precision: Precision, layout: LanguageLayout = 'hugging-face'): Promise<ModelPackage> {
  return openPackage((await toyPackage({ seed: 5, precision, layout })).source, never);
}

async function openEmbedder(model: ModelPackage): Promise<PromptEmbedder> {
  const [text, audio] = await Promise.all(
    [textEmbedding, audioEmbedding].map((name) => LoadedTable.load(model, name, never)),
  );
  return new PromptEmbedder(model.manifest.spec.language, text!, audio!);
}

/** Text, three columns, text. */
function mixedPrompt(model: ModelPackage): Prompt {
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
async function onProcessor(
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
  const language = new CachedLanguageModel(spec, embedder, new CpuForwards(parts));
  const logits = [(await language.prefill(prompt, never)).slice()];
  for (const column of steps) logits.push((await language.step(column, never)).slice());
  await language.dispose();
  return logits;
}

async function pageWeights(
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

function pick(tensors: Record<string, PageTensor>, graphs: readonly BuiltGraph[], role: string) {
  const { weights } = graphs.find((graph) => graph.role === role)!;
  return Object.fromEntries(weights.map(({ name }) => [name, tensors[name]!]));
}

function cacheOf(model: ModelPackage): PageRun['cache'] {
  const { layerCount, keyValueHeadCount, headDim } = model.manifest.spec.language;
  const tensor = { type: 'float32', dims: [1, keyValueHeadCount, cacheLength, headDim] } as const;
  return Object.fromEntries(
    Array.from({ length: layerCount }, (_, layer) => [
      [io.pastKey(layer), { tensor, output: io.presentKey(layer) }],
      [io.pastValue(layer), { tensor, output: io.presentValue(layer) }],
    ]).flat(),
  );
}

async function prefillRun(
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

function languageRun(
  graph: 'prefill' | 'decode',
  values: Float32Array,
  total: number,
  extra: Record<string, PageTensor>,
  rows = 1,
) {
  const feeds: Record<string, PageTensor> = {
    [io.embeddings]: { type: 'float32', dims: [1, rows, values.length / rows], values: [...values] },
    [io.lastKeyIndex]: ints([total - 1]),
    [io.totalLength]: ints([total]),
    ...extra,
  };
  return { graph, feeds, outputs: [io.logits] };
}

function ints(values: ArrayLike<number>): PageTensor {
  return { type: 'int32', dims: [values.length], values: Array.from(values) };
}

function largestDifference(found: readonly number[], expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  return found.reduce((largest, value, index) => Math.max(largest, Math.abs(value - expected[index]!)), 0);
}

function signalToNoise(found: readonly number[], expected: ArrayLike<number>): number {
  let signal = 0;
  let noise = 0;
  found.forEach((value, index) => {
    signal += expected[index]! ** 2;
    noise += (value - expected[index]!) ** 2;
  });
  return 10 * Math.log10(signal / noise);
}
