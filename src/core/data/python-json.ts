/** A text that no file has by chance; it represents NaN, which no spelling of JSON gives. */
const NOT_A_NUMBER = '\u0000NaN';

/**
 * `JSON.parse` that also takes what Python's json writes for numbers that are not finite: Infinity, -Infinity
 * and NaN. They come out as these numbers, for the caller to refuse.
 * @throws SyntaxError
 */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const plain = withoutConstants(text);
    if (plain === text) throw error;
    return JSON.parse(plain, (_, value: unknown) => (value === NOT_A_NUMBER ? Number.NaN : value));
  }
}

function withoutConstants(text: string): string {
  const parts: string[] = [];
  const constant = /Infinity|NaN/g;
  let quoteAt = 0; // every string before this was skipped
  let copied = 0;
  for (let match = constant.exec(text); match; match = constant.exec(text)) {
    // Strings are passed over as wholes: what they say stays as it is.
    for (let open = text.indexOf('"', quoteAt); open >= 0 && open < match.index; ) {
      quoteAt = endOfString(text, open);
      open = text.indexOf('"', quoteAt);
    }
    if (quoteAt > match.index) {
      constant.lastIndex = quoteAt;
      continue;
    }
    const replacement = match[0] === 'NaN' ? JSON.stringify(NOT_A_NUMBER) : '1e999';
    parts.push(text.slice(copied, match.index), replacement);
    copied = match.index + match[0].length;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(copied);
}

/** @returns the index behind the closing quote of the string that opens at `start`. */
export function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
