import type { PlainText } from '../text/plain-text';
import type { PromptPiece } from './render';
import type { SpeechScene } from './speech-turns';
import type { Turn } from './turn';

/** Prompt format of a family: everything in which the families' prompts differ. */
export interface PromptFormat {
  /**
   * A user's text as the model expects it, and in sentences what could not be kept.
   * @param specialTokens of the model's tokenizer.
   * @throws FailureError 'bad-request'
   */
  prepareText(text: string, specialTokens: readonly string[]): PlainText;
  /** Tags of events and controls that a text may have. */
  knownTags(specialTokens: readonly string[]): readonly string[];
  /** Turns before the text to be spoken. @param text all of it, prepared. */
  openingTurns(scene: SpeechScene, text: string, specialTokens: readonly string[]): readonly Turn[];
  /** @returns pieces that end where the model goes on with audio. */
  render(turns: readonly Turn[]): readonly PromptPiece[];
  /** Tokens of the template itself, without which these pieces cannot be written. */
  templateTokens(pieces: readonly PromptPiece[]): readonly string[];
}
