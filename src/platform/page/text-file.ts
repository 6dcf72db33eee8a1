import { fail } from '../../core/failure';
import { say } from '../../core/sentence';

/** Kinds of text that can be opened: prose, Markdown, subtitles. */
export const TEXT_FILE_KINDS = '.txt,.md,.markdown,.srt,.vtt';
/** Far above the longest text that is spoken in one go; a text of a novel has a million characters. */
const MOST_BYTES = 4_000_000;

export function isTextFile({ name, type }: File): boolean {
  return /\.(txt|md|markdown|srt|vtt)$/i.test(name) || type === 'text/plain' || type === 'text/markdown';
}

/** Text of a file, with line ends as a text field has them. @throws FailureError 'bad-request' that says what is wrong. */
export async function textOfFile(file: File): Promise<string> {
  const name = `“${file.name}”`;
  if (!isTextFile(file))
    fail(
      'bad-request',
      say`${name} is no text that can be opened here. Choose a .txt, .md, .srt or .vtt file.`,
    );
  if (file.size > MOST_BYTES)
    fail('bad-request', say`${name} is larger than ${MOST_BYTES / 1e6} MB. Split it into parts.`);
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch {
    return fail('bad-request', say`${name} is not in UTF-8. Save it again as UTF-8, or paste its text.`);
  }
}
