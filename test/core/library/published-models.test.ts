import { expect, test } from 'vitest';
import { fetchedBytes } from '../../../src/core/device/model-weights';
import { publishedWeights } from '../../../src/core/device/published-weights';
import { bestForm, checkpointForms, knownModels } from '../../../src/core/library/checkpoint-forms';
import { publishedModel, publishedModels } from '../../../src/core/library/published-models';
import { english } from '../../../src/core/sentence';

/** Of these no commit is known. */
const isOnBranch = (repository: string) => /^(mlx-community|whitelabel)\//.test(repository);

test.each(publishedModels)(
  '$name is read at commits, not at what a branch holds today, where one is known',
  (model) => {
    for (const folder of [model.language, model.codec, ...(model.hubert ? [model.hubert] : [])]) {
      expect(folder.revision).toMatch(isOnBranch(folder.repository) ? /^main$/ : /^[0-9a-f]{40}$/);
    }
  },
);

test('every form of a model makes packages of its own', () => {
  const forms = publishedModels.filter(({ name }) => !name.includes('@'));
  expect(new Set(forms.map(({ id }) => id)).size).toBe(forms.length);
  expect(new Set(forms.map(({ title }) => title)).size).toBe(forms.length);
});

// Gigabytes without and with cloning, summed over the tensors that the forms hold.
test.each([
  ['bosonai/higgs-audio-v2-generation-3B-base', 10.84, 11.49],
  ['mlx-community/higgs-audio-v2-3B-mlx-q8', 5.85, 6.5],
  ['mlx-community/higgs-audio-v2-3B-mlx-q6', 4.52, 5.17],
  ['whitelabel/mlx-q6-higgs-tts-3-4b', 3.4, 4.05],
  ['audio-cpp/audio.cpp-gguf@q8_0', 4.74, 5.06],
  ['drbaph/Higgs-Audio-v3-Studio@q8_0', 4.34, 4.66],
  ['drbaph/Higgs-Audio-v3-Studio@q6_k', 3.84, 4.17],
  ['drbaph/Higgs-Audio-v3-Studio@q5_k', 3.36, 3.69],
  ['drbaph/Higgs-Audio-v3-Studio@q4_k_m', 2.91, 3.23],
])('%s is %f GB to fetch, with cloning %f', (name, speech, clone) => {
  const { model, bits } = publishedModel(name);
  const gigabytes = (withCloning: boolean) => fetchedBytes(publishedWeights[model]!, withCloning, bits) / 1e9;
  expect(gigabytes(false)).toBeCloseTo(speech, 1);
  expect(gigabytes(true)).toBeCloseTo(clone, 1);
});

test('forms of a model stand in one order: the smallest that is recommended, then the others by their size', () => {
  const told = knownModels.map(({ model }) => checkpointForms(model, false).map(({ form }) => english(form)));
  expect(told).toEqual([
    ['MLX 6 bit', 'MLX 8 bit', 'Original, 16 bit', 'Original, 16 bit, in the layout of transformers'],
    [
      'MLX 6 bit',
      'GGUF Q8_0 of audio.cpp',
      'Original, 16 bit',
      'GGUF Q4_K_M of Studio',
      'GGUF Q5_K of Studio',
      'GGUF Q6_K of Studio',
      'GGUF Q8_0 of Studio',
    ],
  ]);
});

test('a plan is advised with the smallest form that has as many bits', () => {
  const forms = (model: string) =>
    (['q4', 'mixed', 'q8', 'f16'] as const).map((plan) => english(bestForm(model, plan, true).form));
  expect(forms('higgs-audio-v2-3b')).toEqual(['MLX 6 bit', 'MLX 8 bit', 'MLX 8 bit', 'Original, 16 bit']);
  const eight = 'GGUF Q8_0 of audio.cpp';
  expect(forms('higgs-audio-v3-4b')).toEqual(['MLX 6 bit', eight, eight, 'Original, 16 bit']);
});

test('every form says what it costs, and under which licence', () => {
  for (const { quality, licence } of publishedModels) {
    expect(english(quality)).toMatch(/^[A-Z].*\.$/);
    expect(english(licence)).toContain('License');
  }
});
