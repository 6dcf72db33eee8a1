import { expect, test } from 'vitest';
import { languageFileName } from '../../src/core/checkpoint/language-names';
import { importModel } from '../../src/core/importer/import-model';
import { MemoryPackage } from '../../src/core/package/memory-package';
import { openPackage } from '../../src/core/package/model-package';
import { everyLicence } from '../fakes/licences';
import { parse, readTensor } from '../toy/damage';
import { jsonFile } from '../toy/toy-files';
import { tiniestShape } from '../toy/toy-shape';
import { encodeElements } from '../toy/toy-tensor';
import { toyCheckpoint } from '../toy-model';
import { type Position, type ReferenceShape, referenceLogits } from './float64-reference';
import { never, openLanguageModel } from './golden-model';

/** f32 against float64. */
const tolerance = 1e-3;
const epsilon = 5e-5;
const theta = 30;
const scaling = { factor: 4, low: 1, high: 4, original: 40 };
/** One head of keys and values for three of queries, and heads that do not add up to the hidden size. */
const language = {
  ...tiniestShape.language,
  headCount: 3,
  keyValueHeadCount: 1,
  headDim: 16,
  hiddenSize: 40,
};
const codebookRows = tiniestShape.codebookSize + 2;

/** Spelled otherwise than in the public sets, with other numbers: what a reader takes for granted is wrong here. */
const families = [
  {
    layout: 'hugging-face',
    change(config: Record<string, unknown>) {
      delete config.rope_parameters;
      config.rope_theta = theta;
      config.rope_scaling = {
        type: 'llama3',
        factor: scaling.factor,
        low_freq_factor: scaling.low,
        high_freq_factor: scaling.high,
        original_max_position_embeddings: scaling.original,
      };
      config.rms_norm_eps = epsilon;
    },
    reference: { isThird: false, scaling },
  },
  {
    layout: 'third-release',
    change({ text_config: config }: Record<string, unknown>) {
      const rope_parameters = { rope_type: 'default', rope_theta: theta };
      Object.assign(config as object, { rope_parameters, rms_norm_eps: epsilon });
    },
    reference: { isThird: true },
  },
] as const;

test.each(families)('$layout: logits of our own float64 reference', async ({ layout, change, reference }) => {
  const { checkpoint, codec } = toyCheckpoint({
    seed: 11,
    shape: { ...tiniestShape, language },
    layout,
    dtype: 'F32',
    // Small text embeddings: only beside them an epsilon counts.
    encode: (tensor, ...range) =>
      encodeElements(
        /embed_tokens|text_embedding/.test(tensor.name)
          ? { ...tensor, valueAt: (index) => tensor.valueAt(index) / 100 }
          : tensor,
        ...range,
      ),
  });
  const config = parse(checkpoint.files.get('config.json')!) as Record<string, unknown>;
  change(config);
  checkpoint.files.set('config.json', jsonFile(config));
  const target = new MemoryPackage();
  const given = { precision: 'f32', id: 't', title: 'T', acceptedLicences: everyLicence } as const;
  const run = importModel({ checkpoint, codec, ...given }, target, never);
  while (!(await run.next()).done);
  const model = await openPackage(target, never);

  const codebookCount = tiniestShape.codebookCount;
  const columnOf = (n: number) =>
    Array.from({ length: codebookCount }, (_, k) => (n * 7 + k * 5) % codebookRows);
  const sequence: readonly Position[] = Array.from({ length: 40 }, (_, at) =>
    at % 5 < 3 || at === 39 ? 20 + ((at * 13) % 50) : columnOf(at),
  );
  const columns = sequence.filter((one) => typeof one !== 'number');
  const { audioOut } = model.manifest.spec.language.tokenIds;
  let next = 0;
  const prompt = {
    tokenIds: Int32Array.from(sequence, (one) => (typeof one === 'number' ? one : audioOut)),
    columnAt: Int32Array.from(sequence, (one) => (typeof one === 'number' ? -1 : next++)),
    columns: Int32Array.from(columns.flat()),
    codebookCount,
  };
  const graphs = await openLanguageModel(model);
  const step = columnOf(99);
  const ours = [
    Float32Array.from(await graphs.prefill(prompt, never)),
    Float32Array.from(await graphs.step(Int32Array.from(step), never)),
  ];
  await graphs.dispose();

  const tensors = new Map<string, Promise<Float32Array>>();
  const read = (name: string) => {
    if (!tensors.has(name)) tensors.set(name, readTensor(checkpoint, languageFileName(layout)(name)));
    return tensors.get(name)!;
  };
  const shape: ReferenceShape = { ...language, ...reference, epsilon, theta, codebookRows };
  const difference = async (changed: Partial<ReferenceShape>, which: 0 | 1) => {
    const whole = which === 0 ? sequence : [...sequence, step];
    const expected = await referenceLogits({ ...shape, ...changed }, read, whole);
    expect(expected).toHaveLength(ours[which]!.length);
    return Math.max(...expected.map((value, index) => Math.abs(value - ours[which]![index]!)));
  };
  expect(await difference({}, 0)).toBeLessThan(tolerance);
  expect(await difference({}, 1)).toBeLessThan(tolerance);
  // It would notice what it is for.
  for (const wrong of [{ epsilon: 1e-5 }, { epsilon: 1e-6 }, { theta: 1e6 }, { theta: 5e5 }])
    expect(await difference(wrong, 0)).toBeGreaterThan(10 * tolerance);
});
