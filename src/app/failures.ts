import { type Failure, failureFrom, type UnforeseenWords } from '../core/failure';
import { type Sentence, say, term, verbatim } from '../core/sentence';
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
export function sentenceOf({ message, sentence, details }: Failure): Sentence {
  if (!sentence) return verbatim(message);
  const label = labels[String(details?.field ?? '')];
  const [, , reason] = sentence.values;
  // Of `core/speech/request-fields.ts`: the field, the object that it is in, and the reason.
  const isOfField = sentence.template === '"{0}" of the {1} {2}.';
  return isOfField && label && reason ? say`“${label}” ${reason}.` : sentence;
}

export const failureSentence = (failure: Failure): string => translated(sentenceOf(failure));

/** True where the failure is about this field. */
export function isAbout(failure: Failure | null, field: string): boolean {
  return failure?.details?.field === field;
}
