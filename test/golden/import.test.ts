import { beforeAll, describe, expect, test } from 'vitest';
import { languageTargets } from '../../src/core/graph/language-targets';
import { speechGraphs } from '../../src/core/graph/speech-graphs';
import type { Precision } from '../../src/core/package/manifest';
import type { ModelPackage } from '../../src/core/package/model-package';
import { importGolden, never as signal } from './golden-model';

describe.each<Precision>(['q4', 'q8', 'f16', 'f32'])('both published layouts at %s', (precision) => {
  let modern: ModelPackage;
  let first: ModelPackage;
  beforeAll(async () => {
    modern = await importGolden('hf', precision);
    first = await importGolden('boson', precision);
  });

  test('give the same language model, byte for byte', () => {
    const language = ({ manifest }: ModelPackage) =>
      manifest.shards.filter(({ file }) => /^(language|text-embedding)-/.test(file));
    expect(language(modern).length).toBeGreaterThanOrEqual(2);
    expect(language(first)).toEqual(language(modern));
  });

  test('give the same tensors and graphs', () => {
    expect(first.manifest.tensors).toEqual(modern.manifest.tensors);
    // The configs of the two layouts state different numbers of positions, and so rope tables of other lengths.
    const comparable = ({ manifest }: ModelPackage) =>
      languageTargets(manifest.spec.language, manifest.linears).flatMap((target) =>
        Object.values(speechGraphs(manifest, target)).map(({ role, weights }) => ({
          role,
          weights: weights.filter(({ source }) => source.type !== 'rope-cos' && source.type !== 'rope-sin'),
        })),
      );
    expect(comparable(first)).toEqual(comparable(modern));
  });

  test('give the same codec up to the rounding of the folded weight norm', async () => {
    // In f32 the last bit of a folded weight may differ; f16 can turn that into one of its own steps.
    const step = precision === 'f32' ? 2 ** -22 : 2 ** -10;
    const names = modern.manifest.tensors.map(({ name }) => name).filter((name) => name.startsWith('codec.'));
    expect(names.length).toBeGreaterThan(300);
    for (const name of names) {
      const expected = await modern.readFloats(name, signal);
      const found = await first.readFloats(name, signal);
      const allowed = expected.map((value) => Math.abs(value) * step + 2 ** -24);
      expect(found.findIndex((value, i) => Math.abs(value - expected[i]!) > allowed[i]!)).toBe(-1);
    }
  });
});
