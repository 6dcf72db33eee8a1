import { describe, expect, test } from 'vitest';
import { planSizes } from '../../../cli/plan-sizes';
import { unreadWeights } from '../../../src/core/checkpoint/unread-weights';
import { windowSchedule } from '../../../src/core/codec/window-schedule';
import { countWeights } from '../../../src/core/device/count-weights';
import {
  allPlans,
  fetchedBytes,
  linearBytes,
  stepBytes,
  storagesOf,
  storedBytes,
} from '../../../src/core/device/model-weights';
import { FIRST_WINDOW_FRAMES } from '../../../src/core/device/predict-speech';
import { publishedWeights } from '../../../src/core/device/published-weights';
import { planLanguage } from '../../../src/core/importer/plan-language';
import type { PlannedTensor } from '../../../src/core/importer/planned-tensor';
import { publishedModels } from '../../../src/core/library/published-models';
import { parseModelSpec } from '../../../src/core/model/parse-model-spec';
import { textEmbedding } from '../../../src/core/package/tensor-names';
import { publishedShapes } from '../../../src/core/rehearsal/published-shapes';
import * as published from '../model/published-configs';

const codecOf = {
  main: { codec: published.huggingFaceCodec(), codecShapes: published.huggingFaceShapes() },
  first: {
    codec: published.firstReleaseCodec(),
    codecShapes: published.firstReleaseShapes(),
    hubert: published.hubert(),
  },
};

const specs = {
  'bosonai/higgs-audio-v2-generation-3B-base': parseModelSpec({
    language: published.firstReleaseLanguage(),
    ...codecOf.first,
  }),
  'bosonai/higgs-audio-v2-generation-3B-base@transformers': parseModelSpec({
    language: published.huggingFaceLanguage(),
    ...codecOf.main,
  }),
  'bosonai/higgs-audio-v3-tts-4b': parseModelSpec({
    language: published.thirdReleaseLanguage(),
    tokenizerIds: published.thirdReleaseIds,
    ...codecOf.first,
  }),
};

/** What others made of a model has its weights. */
const originals = publishedModels.filter(({ name }) => name.startsWith('bosonai/'));

const countOf = (tensors: readonly PlannedTensor[]) =>
  tensors.reduce((sum, { rows }) => sum + rows.rowCount * rows.columnCount, 0);

test('every published model and every shape that can be rehearsed is in the table', () => {
  const shapes = Object.values(publishedShapes);
  const ids = [...publishedModels.map(({ model }) => model), ...shapes.map(({ id }) => id)];
  expect(new Set(ids)).toEqual(new Set(Object.keys(publishedWeights)));
  for (const { id, spec } of shapes) expect(countWeights(spec)).toEqual(publishedWeights[id]);
  expect(Object.keys(specs)).toEqual(originals.map(({ name }) => name));
});

describe.each(originals)('$name', ({ name, model, bits }) => {
  const spec = specs[name as keyof typeof specs];
  const weights = publishedWeights[model]!;
  const { language, codec } = spec;

  test('has the weights of the table', () => {
    expect(countWeights(spec)).toEqual(weights);
  });

  test.each(allPlans)('as %s weighs what the importer plans', (plan) => {
    const find = (withCloning: boolean) =>
      planSizes(spec, withCloning).find(({ precision }) => precision === plan)!;
    const size = find(true);
    expect(storedBytes(weights, plan, true)).toBe(size.packageBytes);
    expect(storedBytes(weights, plan, false)).toBe(find(false).packageBytes);
    const { audio, text } = storagesOf(plan);
    expect(linearBytes(weights.textFeedForward, text, 2)).toBe(size.promptOnlyBytes);
    // A package keeps norms in 32 bits, a graph of 16 bits does not.
    const norms = 2 * weights.decodeNorms;
    const step = stepBytes(weights, plan, 2);
    expect(step.linears + step.floats + norms).toBe(size.decodeBytes);
    expect(step.linears).toBe(linearBytes(weights.attention + weights.audioFeedForward, audio, 2));
  });

  test('is fetched in full but for the text head', () => {
    // 11.54 GB and 9.31 GB are the published files, codec and text head among them. Source: higgs-audio.md A.2 and H.3.
    const bytes = fetchedBytes(weights, true, bits);
    expect(bytes).toBeGreaterThan(8e9);
    expect(bytes).toBeLessThan(11.54e9);
    expect(bytes - fetchedBytes(weights, false, bits)).toBe(4 * weights.codecEncoder);
  });

  test('has no tensor that the weakest adapter cannot bind', () => {
    const largest = Math.max(
      ...planLanguage(language, unreadWeights, 'f16')
        .filter((tensor) => tensor.name !== textEmbedding)
        .map((tensor) => countOf([tensor])),
    );
    // In 32 bits, against what every WebGPU adapter must offer.
    expect(4 * largest).toBeLessThanOrEqual(128 * 2 ** 20);
  });

  test('begins with the window that the prediction takes', () => {
    const first = windowSchedule(codec, 'exact').window(0);
    expect(FIRST_WINDOW_FRAMES).toBe(first.emitFrames + first.rightFrames);
  });
});
