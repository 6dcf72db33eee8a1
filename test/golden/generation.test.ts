import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChoiceSource } from '../../src/core/generation/choice-source';
import { decodeColumns } from '../../src/core/generation/decode';
import type { LanguageModel } from '../../src/core/generation/language-model';
import type { SamplingSettings } from '../../src/core/generation/sampling-settings';
import type { EndRule } from '../../src/core/model/end-rule';
import type { ModelPackage } from '../../src/core/package/model-package';
import type { CachedLanguageModel } from '../../src/platform/ort/cached-language-model';
import { goldenJson } from './golden';
import { importGolden, layouts, never, openLanguageModel, promptOf } from './golden-model';

type Rows = readonly (readonly number[])[];
type GenerationCase = {
  readonly id: string;
  readonly name?: string;
  readonly max_new_tokens: number;
  readonly input_ids?: readonly number[];
  readonly reference_codes?: readonly Rows[];
  readonly frames: Rows;
  readonly codes: Rows;
  readonly stopped: 'eos' | 'max_new_tokens';
  readonly original: { readonly frames: Rows | 'same'; readonly codes?: Rows };
  /** Column → codebook and the code that it is given. */
  readonly forced?: Readonly<Record<string, readonly (readonly [number, number])[]>>;
};
type SampledCase = GenerationCase & {
  readonly temperature: number;
  readonly top_k: number;
  readonly top_p: number;
  readonly ras_win_len: number | null;
  readonly ras_win_max_num_repeat: number;
  readonly uniforms: Rows;
  readonly ras_uniforms: Rows;
};

const casesOf = <T extends GenerationCase>(file: string) =>
  goldenJson<{ readonly cases: readonly T[] }>(file).cases.map((one) => ({
    ...one,
    title: `${one.id} ${one.name ?? ''}`,
  }));
const greedyCases = casesOf('generation/greedy.json');
const forcedCases = casesOf('generation/forced.json');
const sampledCases = casesOf<SampledCase>('generation/sampled.json');
const promptCases = new Map(greedyCases.map((one) => [one.id, one]));

/** Some conversations become other prompts in the first release: with references in the system turn, it has other placeholders. */
const originals = new Map(
  goldenJson<{
    readonly conversations: readonly {
      readonly id: string;
      readonly original: 'same' | { readonly input_ids: readonly number[] };
    }[];
  }>('prompts/prompts.json').conversations.map(({ id, original }) => [id, original]),
);

const greedy: SamplingSettings = { temperature: 0, topK: 0, topP: 1, rasWindowLength: 0, rasMaxRepeats: 0 };
const noChance: ChoiceSource = {
  draw: () => 0,
  redraw() {
    throw new Error('Without repetition-aware sampling nothing is chosen again.');
  },
};

describe.each(layouts)('generation of the %s layout', (layout) => {
  let model: ModelPackage;
  let language: CachedLanguageModel;
  beforeAll(async () => {
    model = await importGolden(layout);
    language = await openLanguageModel(model);
  });
  afterAll(() => language.dispose());

  const generate = async (one: GenerationCase, endRule: EndRule, sampling = greedy, choices = noChance) => {
    const prompted = promptCases.get(one.id)!;
    const original = originals.get(one.id);
    const ids =
      endRule === 'first-release' && typeof original === 'object'
        ? expandPlaceholders(original.input_ids, prompted.reference_codes!, model)
        : prompted.input_ids!;
    const prompt = promptOf(model, ids, prompted.reference_codes!);
    const forcing = one.forced ? forced(language, one.forced) : language;
    const settings = { sampling, endRule, maxNewColumns: one.max_new_tokens, choices };
    const run = decodeColumns(forcing, prompt, settings, never);
    const columns: number[][] = [];
    const frames: Int32Array[] = [];
    for (;;) {
      const next = await run.next();
      if (next.done) return { columns, codes: codesOf(frames, prompt.codebookCount), ...next.value };
      columns.push([...next.value.codes]);
      if (next.value.frame) frames.push(next.value.frame);
    }
  };

  const expectReference = async (
    one: GenerationCase,
    sampling?: SamplingSettings,
    choices?: ChoiceSource,
  ) => {
    const found = await generate(one, 'transformers', sampling, choices);
    expect(found.columns).toEqual(one.frames);
    expect(found.codes).toEqual(one.codes);
    expect(found.stopReason).toBe(one.stopped === 'eos' ? 'end-of-speech' : 'length');
  };
  const expectFirstRelease = async (
    one: GenerationCase,
    sampling?: SamplingSettings,
    choices?: ChoiceSource,
  ) => {
    const found = await generate(one, 'first-release', sampling, choices);
    const { frames, codes } = one.original;
    if (frames === 'same') {
      // It ends a column earlier than the other implementation, which the set does not count as a difference.
      const end = one.stopped === 'eos' ? -1 : one.frames.length;
      expect(found.columns).toEqual(one.frames.slice(0, end));
    } else expect(found.columns).toEqual(frames);
    if (codes) expect(found.codes).toEqual(codes);
  };

  test.each(greedyCases)('greedy: $title', (one) => expectReference(one));
  test.each(greedyCases)('greedy as the first release ends it: $title', (one) => expectFirstRelease(one));
  test.each(forcedCases)('forced: $title', (one) => expectReference(one));
  test.each(forcedCases)('forced as the first release ends it: $title', (one) => expectFirstRelease(one));
  test.each(sampledCases)('sampled: $title', (one) => expectReference(one, ...chance(one)));
  test.each(sampledCases)('sampled as the first release ends it: $title', (one) =>
    expectFirstRelease(one, ...chance(one)),
  );
});

/**
 * Ids in which one placeholder stands for a whole clip. Which of its placeholders the first release writes makes no
 * difference: only the columns are embedded.
 */
function expandPlaceholders(
  ids: readonly number[],
  references: readonly Rows[],
  model: ModelPackage,
): number[] {
  const { special_tokens } = goldenJson<{ readonly special_tokens: Readonly<Record<string, number>> }>(
    'prompts/prompts.json',
  );
  const placeholders = [special_tokens['<|AUDIO|>'], special_tokens['<|AUDIO_OUT|>']];
  const { codebooks, tokenIds } = model.manifest.spec.language;
  let next = 0;
  return ids.flatMap((id) => {
    if (!placeholders.includes(id)) return [id];
    const columnCount = references[next++]![0]!.length + 2 + codebooks.codebookCount - 1;
    return new Array<number>(columnCount).fill(tokenIds.audioOut);
  });
}

function chance(one: SampledCase): [SamplingSettings, ChoiceSource] {
  const sampling: SamplingSettings = {
    temperature: one.temperature,
    topK: one.top_k,
    topP: one.top_p,
    rasWindowLength: one.ras_win_len ?? 0,
    rasMaxRepeats: one.ras_win_max_num_repeat,
  };
  const choices: ChoiceSource = {
    draw: (column, codebook) => one.uniforms[column]![codebook]!,
    redraw: (column, codebook) => one.ras_uniforms[column]![codebook]!,
  };
  return [sampling, choices];
}

/** The same model, but at the listed columns some codebooks can only be the listed code. */
function forced(model: LanguageModel, codes: NonNullable<GenerationCase['forced']>): LanguageModel {
  let column = 0;
  return {
    spec: model.spec,
    get reusedPositionCount() {
      return model.reusedPositionCount;
    },
    prefill: (prompt, signal) => model.prefill(prompt, signal),
    async step(previous, signal) {
      const logits = (await model.step(previous, signal)).slice();
      column++;
      const width = model.spec.codebooks.codebookSize + 2;
      for (const [codebook, code] of codes[column] ?? []) logits[codebook * width + code] = 1e6;
      return logits;
    },
    dispose: () => model.dispose(),
  };
}

/** @returns `[codebook][frame]`. */
function codesOf(frames: readonly Int32Array[], codebookCount: number): number[][] {
  return Array.from({ length: codebookCount }, (_, k) => frames.map((frame) => frame[k]!));
}
