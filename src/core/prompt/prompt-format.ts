import type { ModelFamily } from '../model/model-spec';
import type { PlainText } from '../text/plain-text';
import { chatFormat } from './chat-format';
import { flatFormat } from './flat-format';
import type { PromptPiece } from './render';
import type { SpeechScene } from './speech-turns';
import type { Turn } from './turn';

/** How a family writes what it is to say: all that the families' prompts differ in. */
export interface PromptFormat {
  /**
   * A user's text as the model expects it, and in sentences what could not be kept.
   * @param specialTokens of the model's tokenizer.
   * @throws FailureError 'bad-request'
   */
  prepareText(text: string, specialTokens: readonly string[]): PlainText;
  /** What stands before the text to be spoken. @param text all of it, prepared. */
  openingTurns(scene: SpeechScene, text: string, specialTokens: readonly string[]): readonly Turn[];
  /** @returns pieces that end where the model goes on with audio. */
  render(turns: readonly Turn[]): readonly PromptPiece[];
  /** Tokens of the template itself, without which these pieces cannot be written. */
  templateTokens(pieces: readonly PromptPiece[]): readonly string[];
}

export function promptFormat(family: ModelFamily): PromptFormat {
  return family === 'higgs-audio-v3' ? flatFormat : chatFormat;
}
