import { decibelsBetween, fixedChoices, keptOf, rootMeanSquare } from '../codec/self-test';
import type { LanguageSpec } from '../model/model-spec';
import { joinSamples } from '../pcm/join-samples';
import type { Prompt } from '../prompt/prompt';
import type { LanguageModel } from './language-model';

/** Fingerprint of a language model: its logits for a fixed prompt and one step, in few numbers. Plain JSON. */
export type LanguageFingerprint = {
  /** √ of the mean square of all logits. */
  readonly level: number;
  /** Logits at even distances over those of the prompt and, behind them, those of the step. */
  readonly logits: readonly number[];
};

/** Length above one forward of a prompt on any runtime, so that the cache is read too. */
const POSITIONS = 40;
const KEPT_LOGITS = 96;

/** Text and audio in turns; the same for ever. */
function selfTestInput({ vocabularySize, codebooks }: LanguageSpec): {
  readonly prompt: Prompt;
  readonly column: Int32Array;
} {
  const { codebookCount, codebookSize } = codebooks;
  const below = fixedChoices(54321);
  const isAudio = (position: number) => position % 3 === 2;
  let columnCount = 0;
  const columnAt = Int32Array.from({ length: POSITIONS }, (_, at) => (isAudio(at) ? columnCount++ : -1));
  const codes = (length: number) => Int32Array.from({ length }, () => below(codebookSize));
  const prompt: Prompt = {
    tokenIds: Int32Array.from({ length: POSITIONS }, () => below(vocabularySize)),
    columnAt,
    columns: codes(columnCount * codebookCount),
    codebookCount,
  };
  return { prompt, column: codes(codebookCount) };
}

export async function languageFingerprint(
  model: LanguageModel,
  signal: AbortSignal,
): Promise<LanguageFingerprint> {
  const { prompt, column } = selfTestInput(model.spec);
  const first = (await model.prefill(prompt, signal)).slice();
  const second = await model.step(column, signal);
  const logits = joinSamples([first, second]);
  return { level: rootMeanSquare(logits), logits: keptOf(logits, KEPT_LOGITS) };
}

/** See `agreementDecibels` of the codec. */
export function languageDecibels(stored: LanguageFingerprint, found: LanguageFingerprint): number {
  return decibelsBetween(stored.logits, stored.level, found.logits, found.level);
}
