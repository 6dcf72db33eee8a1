import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CodeGrid } from '../../src/core/codec/code-grid';
import type { CodecDecoder } from '../../src/core/codec/codec';
import { decodeColumns } from '../../src/core/generation/decode';
import type { EndRule } from '../../src/core/model/end-rule';
import type { ModelPackage } from '../../src/core/package/model-package';
import { buildPrompt } from '../../src/core/prompt/build-prompt';
import type { Turn, TurnPart } from '../../src/core/prompt/turn';
import type { CachedLanguageModel } from '../../src/platform/ort/cached-language-model';
import type { CpuCodecEncoder } from '../../src/platform/ort/cpu-codec-encoder';
import { createTextTokenizer } from '../../src/platform/tokenizer/hugging-face-tokenizer';
import { promptText, renderPrompt } from '../core/prompt/reference-rendering';
import { goldenFloats, goldenJson, goldenPath } from './golden';
import {
  gridOf,
  importGolden,
  layouts,
  never,
  openCodecDecoder,
  openCodecEncoder,
  openLanguageModel,
} from './golden-model';
import { expectStats, largestDifference, type Stats } from './statistics';

type Message = {
  readonly role: Turn['role'];
  readonly content: string | readonly { readonly type: 'text' | 'audio'; readonly text?: string }[];
};
type Case = {
  readonly id: string;
  readonly messages: readonly Message[];
  readonly text: string;
  readonly expanded_input_ids: readonly number[];
  readonly reference_audio: readonly string[];
  readonly reference_codes: readonly (readonly (readonly number[])[])[];
  readonly max_new_tokens: number;
  readonly codes: readonly (readonly number[])[];
  readonly wave: string;
  readonly num_samples: number;
  readonly num_samples_original: number;
  readonly wave_original_stats: Stats;
  readonly wave_original?: string;
};

const { cases } = goldenJson<{ readonly cases: readonly Case[] }>('e2e/e2e.json');
const waveTolerance = 1e-4;
const tokenizer = createTextTokenizer(
  readFileSync(goldenPath('text-tokenizer/tokenizer.json')),
  readFileSync(goldenPath('text-tokenizer/tokenizer_config.json')),
);

describe.each(layouts)('text and sound in, sound out: %s layout', (layout) => {
  let model: ModelPackage;
  let language: CachedLanguageModel;
  let decoder: CodecDecoder;
  let encoder: CpuCodecEncoder;
  beforeAll(async () => {
    model = await importGolden(layout);
    language = await openLanguageModel(model);
    decoder = await openCodecDecoder(model);
    encoder = await openCodecEncoder(model);
  });
  afterAll(async () => {
    await Promise.all([language.dispose(), decoder.dispose(), encoder.dispose()]);
  });

  const speak = async (one: Case, endRule: EndRule) => {
    const references: CodeGrid[] = [];
    for (const file of one.reference_audio) {
      references.push(await encoder.encode(goldenFloats(file).values, never));
    }
    expect(references).toEqual(one.reference_codes.map(gridOf));
    const pieces = renderPrompt(turnsOf(one.messages, references), 'hugging-face');
    expect(promptText(pieces)).toBe(one.text);
    const prompt = buildPrompt(pieces, tokenizer, model.manifest.spec.language);
    const sampling = { temperature: 0, topK: 0, topP: 1, rasWindowLength: 0, rasMaxRepeats: 0 };
    const choices = { draw: () => 0, redraw: () => 0 };
    const settings = { sampling, endRule, maxNewColumns: one.max_new_tokens, choices };
    const frames: Int32Array[] = [];
    for await (const { frame } of decodeColumns(language, prompt, settings, never)) {
      if (frame) frames.push(frame);
    }
    const grid = gridOf(Array.from({ length: prompt.codebookCount }, (_, k) => frames.map((f) => f[k]!)));
    return { prompt, grid, wave: await decoder.decode(grid, never) };
  };

  test.each(cases)('$id', async (one) => {
    const { prompt, grid, wave } = await speak(one, 'transformers');
    if (layout === 'hf') expect([...prompt.tokenIds]).toEqual(one.expanded_input_ids);
    expect(grid).toEqual(gridOf(one.codes));
    expect(wave.length).toBe(one.num_samples);
    expect(largestDifference(wave, goldenFloats(one.wave).values)).toBeLessThan(waveTolerance);
  });

  test.each(cases)('$id as the first release ends it', async (one) => {
    const { wave } = await speak(one, 'first-release');
    expect(wave.length).toBe(one.num_samples_original);
    expectStats(wave, one.wave_original_stats, waveTolerance);
    if (one.wave_original) {
      expect(largestDifference(wave, goldenFloats(one.wave_original).values)).toBeLessThan(waveTolerance);
    }
  });
});

/** The i-th audio part is the i-th reference. */
function turnsOf(messages: readonly Message[], references: readonly CodeGrid[]): readonly Turn[] {
  let next = 0;
  const part = (item: { readonly type: 'text' | 'audio'; readonly text?: string }): TurnPart =>
    item.type === 'text'
      ? { type: 'text', text: item.text ?? '' }
      : { type: 'audio', grid: references[next++]! };
  return messages.map(({ role, content }) => ({
    role,
    parts: typeof content === 'string' ? [{ type: 'text', text: content }] : content.map(part),
  }));
}
