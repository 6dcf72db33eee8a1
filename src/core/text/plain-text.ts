import { type Sentence, say } from '../sentence';
import { controlEvents, isControlTag, withoutUnknownTags } from './control-tags';
import { replaceEventTags } from './event-tags';
import { refuseEmptyText } from './something-to-say';
import { speakersIn, speakerTag } from './speaker-tags';
import { neutralise, replaceLoneSurrogates } from './special-tokens';

export type PlainText = { readonly text: string; readonly warnings: readonly Sentence[] };

/**
 * Text for a model that takes it as it is written, punctuation and lines included. Control tags that the
 * tokenizer knows stay; all other special-token syntax goes. Source: higgs-audio.md H.5, H.6.
 * @param specialTokens of the model's tokenizer.
 * @throws FailureError 'bad-request' when there is nothing to say.
 */
export function plainText(text: string, specialTokens: readonly string[]): PlainText {
  const { text: written, unknown } = withoutUnknownTags(replaceLoneSurrogates(text), specialTokens);
  const speakers = speakersIn(written);
  const untagged = written.replace(new RegExp(`${speakerTag.source} ?`, 'g'), '');
  const forbidden = specialTokens.filter((token) => !isControlTag(token));
  const plain = replaceEventTags(neutralise(untagged, forbidden), specialTokens, controlEvents).trim();
  if (withoutTags(plain, specialTokens).trim() === '') refuseEmptyText();
  const warnings: Sentence[] = [];
  if (unknown.length > 0) {
    warnings.push(say`This model does not know ${unknown.join(', ')}; the text is spoken without.`);
  }
  if (speakers.length > 1) {
    warnings.push(say`This model has one voice at a time: who says what in the text is not heard.`);
  }
  return { text: plain, warnings };
}

function withoutTags(text: string, specialTokens: readonly string[]): string {
  return neutralise(text, specialTokens.filter(isControlTag));
}
