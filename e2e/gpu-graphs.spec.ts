import { expect, test } from '@playwright/test';
import { languageIo as io } from '../src/core/graph/graph-io';
import { languageGraph } from '../src/core/graph/language-graph';
import { ropeTables } from '../src/core/model/rope';
import {
  cacheLength,
  cacheOf,
  ints,
  languageRun,
  largestDifference,
  mixedPrompt,
  onProcessor,
  openEmbedder,
  openToy,
  pageWeights,
  pick,
  prefillRun,
} from './support/gpu-runs';
import { openGraphPage, type PageRun, runOnGpu } from './support/graph-page';
import { leastLimits, weakenAdapters } from './support/weak-adapter';

/** The WebGPU graphs, run by the runtime itself: right numbers and few dispatches, whatever the adapters around them do. */

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

test('two speeches that are decoded at once have the logits of each alone', async ({ page }) => {
  const model = await openToy('q4');
  const { linears, spec } = model.manifest;
  const { language } = spec;
  const embedder = await openEmbedder(model);
  const long = mixedPrompt(model);
  const shorter = long.tokenIds.length - 4;
  const prompts = [
    long,
    { ...long, tokenIds: long.tokenIds.slice(0, shorter), columnAt: long.columnAt.slice(0, shorter) },
  ];
  const columns = prompts.map((_, slot) =>
    [0, 1].map((step) => Int32Array.from({ length: long.codebookCount }, (_, k) => k + 3 * slot + step)),
  );
  const expected = [];
  for (const [slot, prompt] of prompts.entries())
    expected.push(await onProcessor(model, embedder, prompt, columns[slot]!));

  const prefill = languageGraph(language, { role: 'prefill', target: 'webgpu-f32', linears });
  const decode = languageGraph(language, { role: 'decode', target: 'webgpu-f32', linears, slotCount: 2 });
  const graphs = [prefill, decode];
  const weights = await pageWeights(model, graphs, ropeTables(language, cacheLength));
  for (const graph of graphs) weights.files.set(graph.role, graph.bytes);
  await openGraphPage(page, weights.files);
  const runs: PageRun[] = [];
  for (const [slot, prompt] of prompts.entries()) {
    const run = await prefillRun(model, embedder, prompt, 0, prompt.tokenIds.length);
    runs.push({
      ...run,
      weights: pick(weights.tensors, graphs, 'prefill'),
      cache: cacheOf(model, [slot], true),
    });
  }
  for (const step of [0, 1]) {
    const vectors = columns.flatMap((own) => [...embedder.embedColumn(own[step]!)]);
    const lengths = prompts.flatMap(({ tokenIds }, slot) => [
      [io.lastKeyIndex(slot), ints([tokenIds.length + step])],
      [io.totalLength(slot), ints([tokenIds.length + step + 1])],
    ]);
    const feeds = {
      [io.embeddings]: { type: 'float32', dims: [1, 2, language.hiddenSize], values: vectors },
      ...Object.fromEntries(lengths),
    };
    runs.push({
      graph: 'decode',
      feeds,
      outputs: [io.logits],
      weights: pick(weights.tensors, graphs, 'decode'),
      cache: cacheOf(model, [0, 1]),
    });
  }
  const results = await runOnGpu(page, runs);
  const logitCount = expected[0]![0]!.length;
  for (const step of [0, 1]) {
    const found = results[2 + step]!.outputs[io.logits]!;
    expect(found).toHaveLength(2 * logitCount);
    for (const slot of [0, 1]) {
      const own = found.slice(slot * logitCount, (slot + 1) * logitCount);
      expect(largestDifference(own, expected[slot]![1 + step]!)).toBeLessThan(1e-3);
    }
  }
  console.log(`two at once: ${results.at(-1)!.dispatchCount} dispatches, ${language.layerCount} layers`);
});
