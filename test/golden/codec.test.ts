import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CodecDecoder } from '../../src/core/codec/codec';
import { codecEncoderIo as io } from '../../src/core/graph/graph-io';
import type { ModelPackage } from '../../src/core/package/model-package';
import { codec, codecTable, codecTableBias } from '../../src/core/package/tensor-names';
import type { CpuCodecEncoder } from '../../src/platform/ort/cpu-codec-encoder';
import { goldenFloats, goldenJson } from './golden';
import { gridOf, importGolden, layouts, never, openCodecDecoder, openCodecEncoder } from './golden-model';
import { expectStats, largestDifference, type Stats } from './statistics';

type EncodeCase = {
  readonly input: string;
  readonly codes: readonly (readonly number[])[];
  readonly stats: Readonly<Record<string, Stats>>;
  readonly arrays?: Readonly<Record<string, string>>;
  readonly quantized_partial_sum_stats?: readonly Stats[];
};
type DecodeCase = {
  readonly name: string;
  readonly codes: readonly (readonly number[])[];
  readonly wave: string;
  readonly num_samples: number;
  readonly stats: Stats;
  /** Sum of the codebooks' vectors, `[joint, frames]`, and what the decoder begins with, `[latent, frames]`. */
  readonly quantized_stats: Stats;
  readonly fc2_stats: Stats;
  readonly quantized?: string;
  readonly fc2?: string;
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

/** @returns `[width, frames]`: `bias` and the vectors of all codes of a frame, added up. */
function sumOfCodes(
  codes: DecodeCase['codes'],
  width: number,
  bias: Float32Array,
  valueAt: (codebook: number, code: number, channel: number) => number,
): Float32Array {
  const frameCount = codes[0]!.length;
  return Float32Array.from({ length: width * frameCount }, (_, at) => {
    const [channel, frame] = [Math.floor(at / frameCount), at % frameCount];
    return codes.reduce(
      (sum, row, codebook) => sum + valueAt(codebook, row[frame]!, channel),
      bias[channel]!,
    );
  });
}

describe.each(layouts)('codec of the %s layout', (layout) => {
  let model: ModelPackage;
  let decoder: CodecDecoder;
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

  test.each(golden.decode)('the folded table makes the latent of $name', async (one) => {
    const spec = model.manifest.spec.codec;
    const table = await model.readFloats(codecTable, never);
    const bias = await model.readFloats(codecTableBias, never);
    const latent = sumOfCodes(one.codes, spec.latentSize, bias, (codebook, code, channel) => {
      return table[(codebook * spec.codebookSize + code) * spec.latentSize + channel]!;
    });
    expectStats(latent, one.fc2_stats, tolerance.hidden);
    if (one.fc2)
      expect(largestDifference(latent, goldenFloats(one.fc2).values)).toBeLessThan(tolerance.hidden);
  });

  /** `[joint, frames]`: what the first codebooks of a grid add up to, not folded. */
  const quantised = async (codes: DecodeCase['codes']) => {
    const spec = model.manifest.spec.codec;
    const joint = spec.latentSize + spec.semantic.hiddenSize;
    const read = (codebook: number, name: string) =>
      model.readFloats(codec(`quantizer.quantizers.${codebook}.${name}`), never);
    const parts = await Promise.all(
      codes.map(async (_, index) => ({
        entries: await read(index, 'codebook.embed'),
        weight: await read(index, 'project_out.weight'),
        bias: await read(index, 'project_out.bias'),
      })),
    );
    return sumOfCodes(codes, joint, new Float32Array(joint), (codebook, code, channel) => {
      const { entries, weight, bias } = parts[codebook]!;
      let value = bias[channel]!;
      for (let i = 0; i < spec.codebookDim; i++)
        value += weight[channel * spec.codebookDim + i]! * entries[code * spec.codebookDim + i]!;
      return value;
    });
  };

  test.each(golden.decode)("the quantiser's own vectors of $name", async (one) => {
    const sum = await quantised(one.codes);
    expectStats(sum, one.quantized_stats, tolerance.hidden);
    if (one.quantized)
      expect(largestDifference(sum, goldenFloats(one.quantized).values)).toBeLessThan(tolerance.hidden);
  });

  test.each(Object.entries(golden.encode))('%s: the quantiser, codebook after codebook', async (_, one) => {
    for (const [index, stats] of (one.quantized_partial_sum_stats ?? []).entries())
      expectStats(await quantised(one.codes.slice(0, index + 1)), stats, tolerance.hidden);
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
