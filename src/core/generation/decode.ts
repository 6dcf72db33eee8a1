import type { EndRule } from '../model/end-rule';
import { DelayPattern } from '../prompt/delay-pattern';
import type { Prompt } from '../prompt/prompt';
import type { ChoiceSource } from './choice-source';
import { columnRule } from './column-rule';
import type { LanguageModel } from './language-model';
import { RepetitionHistory } from './repetition-history';
import { Sampler } from './sampler';
import type { SamplingSettings } from './sampling-settings';

export type DecodeSettings = {
  readonly sampling: SamplingSettings;
  readonly endRule: EndRule;
  /** V2's column of BOS alone counts, as in the references. */
  readonly maxNewColumns: number;
  readonly choices: ChoiceSource;
};

export type StopReason = 'end-of-speech' | 'length';
export type DecodeResult = { readonly stopReason: StopReason; readonly columnCount: number };

/**
 * One decode step's result: its codes, delayed, and the frame that can be heard since, whose codes are ready for
 * the codec: no special ones are among them.
 */
export type DecodedColumn = { readonly codes: Int32Array; readonly frame: Int32Array | null };

/**
 * Speaks one prompt, column by column, each frame as soon as its last code is known.
 * @throws FailureError 'prompt-too-long'; the signal's reason when aborted.
 */
export async function* decodeColumns(
  model: LanguageModel,
  prompt: Prompt,
  settings: DecodeSettings,
  signal: AbortSignal,
): AsyncGenerator<DecodedColumn, DecodeResult> {
  const { codebooks, family, maxPositionCount, tokenIds } = model.spec;
  const { sampling, choices } = settings;
  const rule = columnRule(settings.endRule, family, codebooks);
  const sampler = new Sampler(codebooks, sampling);
  const history = new RepetitionHistory(codebooks, sampling.rasWindowLength, rule.specialsRepeat);
  const delay = new DelayPattern(codebooks.codebookCount);
  history.acceptPrompt(prompt, tokenIds);

  let logits = await model.prefill(prompt, signal);
  let codes = new Int32Array(codebooks.codebookCount);
  // Every column but the last takes a position of its own.
  const columnCap = Math.min(settings.maxNewColumns, maxPositionCount - prompt.tokenIds.length + 1);
  for (let column = 0; column < columnCap; column++) {
    signal.throwIfAborted();
    if (column > 0) logits = await model.step(codes, signal);
    codes = new Int32Array(codebooks.codebookCount);
    for (let k = 0; k < codes.length; k++) {
      const constraint = rule.constraint(column, k);
      let code = sampler.choose(logits, k, constraint, choices.draw(column, k));
      const isFree = constraint !== 'bos' && constraint !== 'eos';
      if (isFree && sampling.rasWindowLength > 0 && history.count(k, code) >= sampling.rasMaxRepeats) {
        code = sampler.chooseAgain(logits, k, constraint, choices.redraw(column, k));
      }
      codes[k] = code;
    }
    const isLast = rule.finish(column, codes);
    history.accept(codes);
    const frame = column < rule.leadColumnCount ? null : delay.accept(codes);
    yield { codes, frame: frame && rule.release(frame) };
    if (isLast) return { stopReason: 'end-of-speech', columnCount: column + 1 };
  }
  return { stopReason: 'length', columnCount: Math.max(0, columnCap) };
}
