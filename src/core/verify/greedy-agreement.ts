import type { LanguageModel } from '../generation/language-model';
import { indexOfMaximum } from '../generation/sampler';
import type { LanguageSpec } from '../model/model-spec';
import { buildPrompt } from '../prompt/build-prompt';
import { promptFormat } from '../prompt/family-format';
import type { Prompt } from '../prompt/prompt';
import { chunkTurns } from '../prompt/speech-turns';
import type { TextTokenizer } from '../prompt/text-tokenizer';
import { PUBLISHED_SCENE, publishedSentence } from './published-columns';

/** Comparison of recorded codes with the codes that a model finds best. */
export type GreedyAgreement = {
  /** Codes that were compared, and how many were left out because repetition may have made them random. */
  readonly comparedCount: number;
  readonly exemptCount: number;
  /** Share of compared codes that are the model's best. */
  readonly best: number;
  /** Share that is the best or within `MARGIN` of it: another rounding could have chosen it. */
  readonly near: number;
};

/** Difference of logits. */
const MARGIN = 0.5;
/** Repetition-aware sampling of the recording. */
const WINDOW_COLUMNS = 7;
const MAX_REPEATS = 2;

/** Whether a model has the shape of the published 3B model of V2. */
export function isPublishedShape(spec: LanguageSpec): boolean {
  const { family, feedForward, codebooks } = spec;
  return (
    family === 'higgs-audio-v2' &&
    spec.layerCount === 28 &&
    spec.hiddenSize === 3072 &&
    spec.headCount === 24 &&
    spec.keyValueHeadCount === 8 &&
    spec.headDim === 128 &&
    feedForward.type === 'dual' &&
    feedForward.textSize === 8192 &&
    feedForward.audioSize === 8192 &&
    spec.vocabularySize === 128_256 &&
    codebooks.codebookCount === 8 &&
    codebooks.codebookSize === 1024
  );
}

/** The prompt of the recording. */
export function publishedPrompt(spec: LanguageSpec, tokenizer: TextTokenizer): Prompt {
  const format = promptFormat(spec.family);
  const scene = { voices: [], scenePrompt: PUBLISHED_SCENE, referencesInSystemMessage: false };
  const opening = format.openingTurns(scene, publishedSentence, tokenizer.specialTokens);
  return buildPrompt(format.render(chunkTurns(opening, [], publishedSentence, null)), tokenizer, spec);
}

/**
 * Feeds the recorded columns one by one and asks the model for the next one. Yields the share that is done.
 * @param columns `[column][codebook]`, delayed, the first one BOS alone.
 */
export async function* greedyAgreement(
  model: LanguageModel,
  prompt: Prompt,
  columns: readonly (readonly number[])[],
  signal: AbortSignal,
): AsyncGenerator<number, GreedyAgreement> {
  const { codebookCount, codebookSize } = model.spec.codebooks;
  let [compared, exempt, best, near] = [0, 0, 0, 0];
  await model.prefill(prompt, signal);
  for (let column = 0; column + 1 < columns.length; column++) {
    signal.throwIfAborted();
    yield column / (columns.length - 1);
    const logits = await model.step(Int32Array.from(columns[column]!), signal);
    const next = columns[column + 1]!;
    // Codebook k speaks k columns later; before, its code is fixed.
    for (let codebook = 0; codebook < Math.min(codebookCount, column + 1); codebook++) {
      const row = logits.subarray(
        codebook * (codebookSize + 2),
        codebook * (codebookSize + 2) + codebookSize,
      );
      const own = indexOfMaximum(row);
      const expected = next[codebook]!;
      const mayBeDrawn = [own, expected].some((code) => repeats(columns, column + 1, codebook, code));
      if (mayBeDrawn) {
        exempt++;
        continue;
      }
      compared++;
      if (own === expected) best++;
      if (row[expected]! >= row[own]! - MARGIN) near++;
    }
  }
  const share = (count: number) => (compared === 0 ? 0 : count / compared);
  return { comparedCount: compared, exemptCount: exempt, best: share(best), near: share(near) };
}

/** Whether a code stood so often in the columns before that it was to be drawn again. */
function repeats(
  columns: readonly (readonly number[])[],
  before: number,
  codebook: number,
  code: number,
): boolean {
  const window = columns.slice(Math.max(0, before - WINDOW_COLUMNS), before);
  return window.filter((column) => column[codebook] === code).length >= MAX_REPEATS;
}
