const cueTime =
  /^[ \t]*(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}[ \t]*-->[ \t]*(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}[^\n]*$/;
const cueNumber = /^[ \t]*\d{1,6}[ \t]*$/;
const header = /^\uFEFF?WEBVTT[^\n]*$/;
/** `<i>`, `<font color="…">`, `{\an8}` */
const styles = /<\/?[a-z][^<>\n]{0,80}>|\{\\[^{}\n]{0,40}\}/gi;

/** Whether a text is subtitles, SubRip or WebVTT: it begins with a cue. */
export function isSubtitles(text: string): boolean {
  const lines = text.slice(0, 2000).split('\n').map(withoutReturn);
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first < 0) return false;
  return lines.slice(first, first + 6).some((line) => cueTime.test(line));
}

/** The text with numbers, times and styles of its cues as spaces: every character keeps its place. */
export function withoutCueLines(text: string): string {
  const lines = text.split('\n');
  return lines
    .map((line, index) => {
      const written = withoutReturn(line);
      const isNumber = cueNumber.test(written) && cueTime.test(withoutReturn(lines[index + 1] ?? ''));
      const isGone = isNumber || cueTime.test(written) || (index === 0 && header.test(written));
      return isGone ? ' '.repeat(line.length) : line.replace(styles, (style) => ' '.repeat(style.length));
    })
    .join('\n');
}

function withoutReturn(line: string): string {
  return line.replace(/\r$/, '');
}
