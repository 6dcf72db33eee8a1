import type { Failure } from '../../core/failure';

/** What the page calls the fields of a request. */
const labels: Readonly<Record<string, string>> = {
  text: 'Text',
  scenePrompt: 'Scene',
  seed: 'Seed',
  temperature: 'Temperature',
  topK: 'Top-k',
  topP: 'Top-p',
  rasWindowLength: 'Repetition window',
  rasMaxRepeats: 'Repeats allowed',
  maxNewColumns: 'Length limit',
  chunkMaxWords: 'Words per piece',
  chunkMaxTurns: 'Turns per piece',
  chunkBufferSize: 'Pieces remembered',
  transcript: 'Transcript',
};

/** The failure in the page's own words: the name of a request's field becomes the label that stands above it. */
export function failureSentence({ message, details }: Failure): string {
  const label = labels[String(details?.field ?? '')];
  return label ? message.replace(/^"\w+" of the \S+( request)? /, `“${label}” `) : message;
}

/** Whether the failure is about this field. */
export function isAbout(failure: Failure | null, field: string): boolean {
  return failure?.details?.field === field;
}
