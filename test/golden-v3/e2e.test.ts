import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CodecDecoder } from '../../src/core/codec/codec';
import { decodeColumns } from '../../src/core/generation/decode';
import type { ModelPackage } from '../../src/core/package/model-package';
import type { CachedLanguageModel } from '../../src/platform/ort/cached-language-model';
import { promptText } from '../core/prompt/reference-rendering';
import { gridOf, never, openCodecDecoder, openLanguageModel } from '../golden/golden-model';
import { expectStats, largestDifference, type Stats } from '../golden/statistics';
import { type Rows, v3 } from './golden-v3';
import { importV3, piecesOf, promptCase, promptOf } from './golden-v3-model';

type Case = {
  readonly id: string;
  readonly text: string;
  readonly rendered: string;
  readonly prompt: string;
  readonly max_new_tokens: number;
  readonly stopped: 'eos' | 'max_new_tokens';
  readonly rows: Rows;
  readonly codes: Rows;
  readonly num_frames: number;
  readonly num_samples: number;
  readonly sample_rate: number;
  readonly waveform: string;
  readonly waveform_stats: Stats;
  readonly waveform_f32_codec_stats: Stats;
  readonly waveform_f32_codec?: string;
};

const { cases } = v3.json<{ readonly cases: readonly Case[] }>('e2e.json');
const tolerance = 1e-4;

describe.each(['carried', 'apart'] as const)('text in, sound out of the %s codec', (codec) => {
  let model: ModelPackage;
  let language: CachedLanguageModel;
  let decoder: CodecDecoder;
  beforeAll(async () => {
    model = await importV3(codec);
    language = await openLanguageModel(model);
    decoder = await openCodecDecoder(model);
  });
  afterAll(async () => {
    await language.dispose();
    await decoder.dispose();
  });

  test.each(cases)('$id', async (one) => {
    const { language: spec, codec: codecSpec } = model.manifest.spec;
    const pieces = { ...promptCase(one.prompt), text: one.text };
    expect(promptText(piecesOf(pieces))).toBe(one.rendered);
    const settings = {
      sampling: { temperature: 0, topK: 0, topP: 1, rasWindowLength: 0, rasMaxRepeats: 1 },
      endRule: 'robust',
      maxNewColumns: one.max_new_tokens,
      choices: { draw: () => 0, redraw: () => 0 },
    } as const;
    const rows: number[][] = [];
    const frames: Int32Array[] = [];
    for await (const { codes, frame } of decodeColumns(language, promptOf(pieces, spec), settings, never)) {
      rows.push([...codes]);
      if (frame) frames.push(frame);
    }
    expect(rows).toEqual(one.rows);
    const grid = gridOf(one.codes.map((_, k) => frames.map((frame) => frame[k]!)));
    expect(grid).toEqual(gridOf(one.codes));
    expect(grid.frameCount).toBe(one.num_frames);
    const wave = await decoder.decode(grid, never);
    expect(wave.length).toBe(one.num_samples);
    expect(codecSpec.sampleRateHz).toBe(one.sample_rate);
    if (codec === 'carried') {
      expectStats(wave, one.waveform_stats, tolerance);
      expect(largestDifference(wave, v3.floats(one.waveform).values)).toBeLessThan(tolerance);
      return;
    }
    expectStats(wave, one.waveform_f32_codec_stats, tolerance);
    if (one.waveform_f32_codec) {
      const { values } = v3.floats(one.waveform_f32_codec);
      expect(largestDifference(wave.subarray(0, values.length), values)).toBeLessThan(tolerance);
    }
  });
});
