import { englishRules } from './english/english-rules';
import { MappedText } from './mapped-text';
import { type Pronunciation, pronouncer } from './pronunciations';
import { protectStretches } from './protected-stretches';
import type { TextRule } from './text-rule';

export type SaidTextSettings = {
  /** BCP 47, such as `en`; a language without rules changes nothing. */
  readonly language: string;
  /**
   * Names of rules, all that are usual, or none. In a list `all` stands for the usual ones. A name that the
   * language does not have is passed over.
   */
  readonly rules: readonly string[] | 'all' | 'none';
  readonly pronunciations: readonly Pronunciation[];
};

const languages: Readonly<Record<string, readonly TextRule[]>> = { en: englishRules };

/** Every rule of a language, in the order in which they are applied; none for an unknown language. */
export function rulesOf(language: string): readonly TextRule[] {
  const primary = language.toLowerCase().split('-')[0]!;
  return Object.hasOwn(languages, primary) ? languages[primary]! : [];
}

/**
 * Makes what is said from what is written. A person's own words come first and are final; tags stay as they are; the
 * rules work on the rest. Line ends are kept, and the result knows what each of its characters stands for.
 */
export function saidText(written: string, settings: SaidTextSettings): MappedText {
  const rules = chosenRules(settings);
  const text = MappedText.of(written);
  if (rules.length === 0 && settings.pronunciations.length === 0) return text;
  const { open, close } = protectStretches(text, pronouncer(settings.pronunciations));
  return close(rules.reduce((said, rule) => rule.apply(said), open));
}

/** Applies every rule to a word, twice: a browser compiles a pattern at its first two uses, all of them take it a tenth of a second. */
export function warmUpRules(): void {
  const word = MappedText.of('a');
  for (const rule of Object.values(languages).flat()) {
    rule.apply(word);
    rule.apply(word);
  }
}

/** The rules that are on, in the order in which they are applied. */
export function chosenRules({
  language,
  rules,
}: Pick<SaidTextSettings, 'language' | 'rules'>): readonly TextRule[] {
  if (rules === 'none') return [];
  const known = rulesOf(language);
  const named = rules === 'all' ? ['all'] : rules;
  return known.filter((rule) => named.includes(rule.name) || (!rule.isExtra && named.includes('all')));
}
