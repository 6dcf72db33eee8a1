import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codecEncoderIo as io } from '../../src/core/graph/graph-io';
import type { ModelPackage } from '../../src/core/store/model-package';
import type { CpuCodecDecoder } from '../../src/platform/ort/cpu-codec-decoder';
import type { CpuCodecEncoder } from '../../src/platform/ort/cpu-codec-encoder';
import { goldenFloats, goldenJson } from './golden';
import { gridOf, importGolden, layouts, never, openCodecDecoder, openCodecEncoder } from './golden-model';
import { expectStats, largestDifference, type Stats } from './statistics';

type EncodeCase = {
  readonly input: string;
  readonly codes: readonly (readonly number[])[];
  readonly stats: Readonly<Record<string, Stats>>;
  readonly arrays?: Readonly<Record<string, string>>;
};
type DecodeCase = {
  readonly name: string;
  readonly codes: readonly (readonly number[])[];
  readonly wave: string;
  readonly num_samples: number;
  readonly stats: Stats;
};

/** As the set's README advises. */
const tolerance = { hidden: 1e-3, wave: 1e-4 };
/** The graph's names for the reference's stages. */
const stages = {
  semantic_features: io.features,
  e_semantic: io.semantic,
  e_acoustic: io.acoustic,
  fc: io.joined,
  quantized_sum: io.quantised,
} as const;

const golden = goldenJson<{
  readonly encode: Readonly<Record<string, EncodeCase>>;
  readonly decode: readonly DecodeCase[];
}>('codec/codec.json');

describe.each(layouts)('codec of the %s layout', (layout) => {
  let model: ModelPackage;
  let decoder: CpuCodecDecoder;
  let encoder: CpuCodecEncoder;

  beforeAll(async () => {
    model = await importGolden(layout);
    decoder = await openCodecDecoder(model);
    encoder = await openCodecEncoder(model);
  });
  afterAll(async () => {
    await decoder.dispose();
    await encoder.dispose();
  });

  test.each(golden.decode)('decodes $name', async (one) => {
    const wave = await decoder.decode(gridOf(one.codes), never);
    expect(wave.length).toBe(one.num_samples);
    expect(largestDifference(wave, goldenFloats(one.wave).values)).toBeLessThan(tolerance.wave);
    expectStats(wave, one.stats, tolerance.wave);
  });

  test.each(Object.entries(golden.encode))('encodes %s to exactly its codes', async (_, one) => {
    const grid = await encoder.encode(goldenFloats(one.input).values, never);
    expect(grid).toEqual(gridOf(one.codes));
  });

  test.each(Object.entries(golden.encode))('%s: every stage of the encoder', async (_, one) => {
    const results = await encoder.run(goldenFloats(one.input).values, never);
    for (const [stage, name] of Object.entries(stages)) {
      const values = results[name]!.data as Float32Array;
      expectStats(values, one.stats[stage]!, tolerance.hidden);
      const file = one.arrays?.[stage];
      if (file) expect(largestDifference(values, goldenFloats(file).values)).toBeLessThan(tolerance.hidden);
    }
  });
});
