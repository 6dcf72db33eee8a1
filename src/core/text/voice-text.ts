import { fail } from '../failure';
import type { MappedText } from './mapped-text';
import type { Pronunciation } from './pronunciations';
import { saidText } from './said-text';
import { hasSomethingToSay, nothingToSay } from './something-to-say';
import { type SpeechProfile, textLanguage } from './speech-profile';
import { inVoiceLetters, parseLetters, unknownLettersSentence, type VoiceLetters } from './voice-letters';

/** What a person may set about how writing becomes speech. */
export type TextSettings = {
  /** Null: as the voice's package says. */
  readonly rules: readonly string[] | 'all' | 'none' | null;
  readonly pronunciations: readonly Pronunciation[];
};

/** What a voice will be given to say, and in a sentence what of the text it cannot say. */
export type VoiceText = { readonly said: MappedText; readonly warning: string | null };

/**
 * Makes what a voice says from what is written: a person's own words, the rules of the language, and only letters
 * that the voice has.
 * @throws FailureError 'bad-request' when nothing is left to say.
 */
export function voiceText(written: string, profile: SpeechProfile, settings: TextSettings): VoiceText {
  const said = writtenOut(written, profile, settings);
  if (!hasSomethingToSay(said.text)) fail('bad-request', nothingToSay, { field: 'text' });
  const voice = voiceLetters(profile);
  const sayable = inVoiceLetters(said, voice);
  const warning = unknownLettersSentence(said.text, voice);
  if (hasSomethingToSay(sayable.text)) return { said: sayable, warning };
  return fail('bad-request', `${warning} Nothing of the text is left to say.`, { field: 'text' });
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

/** In English, as the page is. */
function languageName(tag: string): string {
  return new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' }).of(tag) ?? tag;
}
