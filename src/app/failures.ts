import { type Failure, failureFrom, type UnforeseenWords } from '../core/failure';
import { type Sentence, say, term } from '../core/sentence';
import { fieldOf, settingKeys, settings } from '../core/speech/settings';
import { translated } from './language/language';

const pageError: UnforeseenWords = {
  kind: 'engine-gone',
  sentence: (error) => say`Something unexpected went wrong (${error}). Reload the page and try again.`,
};

/** The sentence for a person about anything that was thrown. */
export function toFailure(error: unknown): Failure {
  return failureFrom(error, pageError);
}

/** Labels of the fields of a request. */
const labels: Readonly<Record<string, Sentence>> = {
  ...Object.fromEntries(settingKeys.map((key) => [fieldOf(key), term(settings[key].label)])),
  text: say`Text`,
  scenePrompt: say`Scene`,
  transcript: say`Transcript`,
};

/** The failure in the page's own words: the name of a request's field becomes the label above it. */
export function failureSentence({ message, sentence, details }: Failure): string {
  if (sentence) return translated(sentence);
  const name = labels[String(details?.field ?? '')];
  const label = name && translated(name);
  return label ? message.replace(/^"\w+" of the \S+( request)? /, `“${label}” `) : message;
}

/** True where the failure is about this field. */
export function isAbout(failure: Failure | null, field: string): boolean {
  return failure?.details?.field === field;
}
