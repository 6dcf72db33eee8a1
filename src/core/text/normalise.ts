import { replaceEventTags } from './event-tags';
import { refuseEmptyText } from './something-to-say';
import { speakerTag } from './speaker-tags';
import { neutralise, replaceLoneSurrogates } from './special-tokens';

/** Full-width and typographic marks, as the model saw them in training. Source: higgs-audio.md C.6, steps 2 and 3. */
const marks: Readonly<Record<string, string>> = {
  '，': ', ',
  '。': '.',
  '：': ':',
  '；': ';',
  '？': '?',
  '！': '!',
  '（': ' ',
  '）': ' ',
  '【': '[',
  '】': ']',
  '《': '<',
  '》': '>',
  '“': '"',
  '”': '"',
  '「': '"',
  '」': '"',
  '『': '"',
  '』': '"',
  '‘': "'",
  '’': "'",
  '、': ',',
  '—': '-',
  '…': '...',
  '·': '.',
  '(': ' ',
  ')': ' ',
  '°F': ' degrees Fahrenheit',
  '°C': ' degrees Celsius',
};

const anyMark = new RegExp(
  Object.keys(marks)
    .map((mark) => mark.replace(/[()]/g, '\\$&'))
    .join('|'),
  'g',
);
const endMarks = ['.', '!', '?', ',', ';', '"', "'", '</SE_e>', '</SE>'];

/**
 * Makes text as the model expects it. Special-token syntax is taken out after the marks are replaced, because 《 and
 * 》 become angle brackets, and before event tags are, because those bring special tokens of their own.
 * @param specialTokens of the model's tokenizer.
 * @throws FailureError 'bad-request' when there is nothing to say.
 */
export function normaliseText(text: string, specialTokens: readonly string[]): string {
  const plain = neutralise(
    replaceLoneSurrogates(text).replace(anyMark, (mark) => marks[mark]!),
    specialTokens,
  );
  const lines = plain.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
  const joined = replaceEventTags(lines.filter((line) => line !== '').join('\n'), specialTokens).trim();
  if (joined.replace(new RegExp(speakerTag, 'g'), '').trim() === '') refuseEmptyText();
  return endMarks.some((mark) => joined.endsWith(mark)) ? joined : `${joined}.`;
}

/** Cleans scenes, transcripts and descriptions: kept as written, but safe and without outer whitespace. */
export function cleanDescription(text: string, specialTokens: readonly string[]): string {
  return neutralise(replaceLoneSurrogates(text), specialTokens).trim();
}
