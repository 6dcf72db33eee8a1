import { fail } from '../failure';
import { type Sentence, say } from '../sentence';
import type { MappedText } from './mapped-text';
import type { Pronunciation } from './pronunciations';
import { saidText } from './said-text';
import { hasSomethingToSay, requireSomethingToSay } from './something-to-say';
import { type SpeechProfile, textLanguage } from './speech-profile';
import { inVoiceLetters, parseLetters, unknownLettersSentence, type VoiceLetters } from './voice-letters';

export type TextSettings = {
  /** Null: as the voice's package says. */
  readonly rules: readonly string[] | 'all' | 'none' | null;
  readonly pronunciations: readonly Pronunciation[];
};

/** Text for a voice, and a sentence about what of it the voice cannot say. */
export type VoiceText = { readonly said: MappedText; readonly warning: Sentence | null };

/**
 * Makes what a voice says from what is written: a person's own words, the rules of the language, and only
 * letters that the voice has.
 * @throws FailureError 'bad-request' when nothing is left to say.
 */
export function voiceText(written: string, profile: SpeechProfile, settings: TextSettings): VoiceText {
  const said = writtenOut(written, profile, settings);
  requireSomethingToSay(said.text);
  const voice = voiceLetters(profile);
  const sayable = inVoiceLetters(said, voice);
  const warning = unknownLettersSentence(said.text, voice);
  if (hasSomethingToSay(sayable.text)) return { said: sayable, warning };
  return fail('bad-request', say`${warning ?? ''} Nothing of the text is left to say.`, { field: 'text' });
}

/** A text with a person's own words and with the rules of the voice's language, in any letters. */
export function writtenOut(written: string, profile: SpeechProfile, settings: TextSettings): MappedText {
  return saidText(written, {
    language: textLanguage(profile),
    rules: settings.rules ?? profile.textRules,
    pronunciations: settings.pronunciations,
  });
}

export function voiceLetters({ languages, letters }: SpeechProfile): VoiceLetters {
  return {
    languages: languages.map(languageName),
    letters: letters === null ? null : parseLetters(letters),
  };
}

/** English name, the language of the page. */
function languageName(tag: string): string {
  return new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' }).of(tag) ?? tag;
}
