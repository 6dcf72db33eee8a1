import type { Sentence } from '../../../core/sentence';
import { estimateSpeechSeconds } from '../../../core/text/estimate-length';
import type { SettingsSlice } from '../settings/settings-slice';

/** A rule of the voice's language, as a switch shows it. */
export type RuleFact = { readonly name: string; readonly label: string; readonly isUsual: boolean };

/** Rules that a person has switched, by name; the others are as the voice's package says. */
export type RuleSwitches = Readonly<Record<string, boolean>>;

/** A text as it will be said: its length, and what of it cannot be said. */
export type TextSurvey = {
  readonly text: string;
  readonly seconds: number;
  /** Ratio of these seconds to the estimate from letters alone; scales the estimate as the text grows. */
  readonly pace: number;
  /** Names letters that the voice cannot say; null where there are none. */
  readonly letters: Sentence | null;
};

/** State of the text front end: rules, pronunciations, and the survey of the text in the field. */
export type ReadingState = {
  /** Null until they are known. Empty where the voice's language has none. */
  readonly rules: readonly RuleFact[] | null;
  readonly switched: RuleSwitches;
  readonly survey: TextSurvey | null;
  /** Reason why pronunciations or switches could not be stored on this device; empty if they were. */
  readonly listProblem: string;
  readonly switchProblem: string;
};

export type ReadingSlice = { readonly reading: ReadingState };

export const firstReading: ReadingSlice = {
  reading: { rules: null, switched: {}, survey: null, listProblem: '', switchProblem: '' },
};

export const readingChanged =
  (change: Partial<ReadingState>) =>
  ({ reading }: ReadingSlice): ReadingSlice => ({ reading: { ...reading, ...change } });

export const isRuleOn = ({ switched }: ReadingState, { name, isUsual }: RuleFact): boolean =>
  Object.hasOwn(switched, name) ? switched[name]! : isUsual;

/** The rules of a request; null where nothing is other than the voice's package says. */
export function requestedRules(reading: ReadingState): readonly string[] | null {
  const { rules } = reading;
  if (!rules?.some((rule) => isRuleOn(reading, rule) !== rule.isUsual)) return null;
  return rules.filter((rule) => isRuleOn(reading, rule)).map(({ name }) => name);
}

/** Expected length of the text in the field. @returns seconds, 0 where there is nothing to say. */
export function expectedSeconds({ form, reading: { survey } }: SettingsSlice & ReadingSlice): number {
  if (survey?.text === form.text) return survey.seconds;
  return (survey?.pace ?? 1) * secondsByLetters(form.text);
}

/** The page asks at each of its changes, and for a long text the answer takes longer than a frame. */
let lastAnswer = { text: '', seconds: 0 };

function secondsByLetters(text: string): number {
  if (lastAnswer.text !== text) lastAnswer = { text, seconds: estimateSpeechSeconds(text) };
  return lastAnswer.seconds;
}

/** The sentence about letters; that of a moment ago while somebody types. Null where there is none. */
export const lettersTold = ({ reading: { survey } }: ReadingSlice): Sentence | null =>
  survey?.letters ?? null;
