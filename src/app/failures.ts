import { type Failure, failureFrom, type UnforeseenWords } from '../core/failure';
import { fieldOf, settingKeys, settings } from '../core/speech/settings';

const pageError: UnforeseenWords = {
  kind: 'engine-gone',
  sentence: (error) => `Something unexpected went wrong (${error}). Reload the page and try again.`,
};

/** The sentence for a person about anything that was thrown. */
export function toFailure(error: unknown): Failure {
  return failureFrom(error, pageError);
}

/** Labels of the fields of a request. */
const labels: Readonly<Record<string, string>> = {
  ...Object.fromEntries(settingKeys.map((key) => [fieldOf(key), settings[key].label])),
  text: 'Text',
  scenePrompt: 'Scene',
  transcript: 'Transcript',
};

/** The failure in the page's own words: the name of a request's field becomes the label above it. */
export function failureSentence({ message, details }: Failure): string {
  const label = labels[String(details?.field ?? '')];
  return label ? message.replace(/^"\w+" of the \S+( request)? /, `“${label}” `) : message;
}

/** True where the failure is about this field. */
export function isAbout(failure: Failure | null, field: string): boolean {
  return failure?.details?.field === field;
}
