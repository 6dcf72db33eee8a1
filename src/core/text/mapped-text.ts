/** A stretch of the written text in UTF-16 units, `end` excluded. */
export type WrittenRange = { readonly start: number; readonly end: number };

/**
 * A text on its way from written to said. For every UTF-16 unit it knows the stretch of the written text that the
 * unit stands for. Starts and ends never go backwards, so any part of the text stands for one stretch.
 * Immutable: every method returns a new text, or this one where nothing changes.
 */
export class MappedText {
  readonly text: string;
  /** What a person wrote, whole. */
  readonly written: string;
  private readonly starts: Uint32Array;
  private readonly ends: Uint32Array;

  private constructor(written: string, text: string, starts: Uint32Array, ends: Uint32Array) {
    this.written = written;
    this.text = text;
    this.starts = starts;
    this.ends = ends;
  }

  static of(written: string): MappedText {
    const starts = Uint32Array.from({ length: written.length }, (_, at) => at);
    return new MappedText(
      written,
      written,
      starts,
      starts.map((at) => at + 1),
    );
  }

  /** Puts parts of one written text behind each other, in the order in which they were written. */
  static concat(parts: readonly MappedText[]): MappedText {
    const text = parts.map((part) => part.text).join('');
    const starts = new Uint32Array(text.length);
    const ends = new Uint32Array(text.length);
    let at = 0;
    for (const part of parts) {
      starts.set(part.starts, at);
      ends.set(part.ends, at);
      at += part.text.length;
    }
    return new MappedText(parts[0]?.written ?? '', text, starts, ends);
  }

  get length(): number {
    return this.text.length;
  }

  /**
   * Replaces every match. What a match and its replacement have in common at their edges keeps its own ranges; the
   * rest of the replacement stands for the rest of the match.
   * @param pattern with the flag `g`.
   * @param say the replacement of a match, or null to leave it.
   */
  replace(pattern: RegExp, say: (match: RegExpExecArray) => string | null): MappedText {
    const parts: MappedText[] = [];
    let done = 0;
    for (const match of this.text.matchAll(pattern)) {
      const said = say(match);
      if (said === null || said === match[0]) continue;
      const from = match.index + commonStart(match[0], said);
      const kept = commonEnd(match[0], said, from - match.index);
      const to = match.index + match[0].length - kept;
      parts.push(this.slice(done, from));
      parts.push(this.standIn(said.slice(from - match.index, said.length - kept), from, to));
      done = to;
    }
    if (parts.length === 0) return this;
    parts.push(this.slice(done, this.length));
    return MappedText.concat(parts);
  }

  slice(from: number, to: number): MappedText {
    if (from <= 0 && to >= this.length) return this;
    return new MappedText(
      this.written,
      this.text.slice(from, to),
      this.starts.subarray(from, to),
      this.ends.subarray(from, to),
    );
  }

  trim(): MappedText {
    const from = this.length - this.text.trimStart().length;
    return this.slice(from, Math.max(from, this.text.trimEnd().length));
  }

  /** This text and then a sign that nobody wrote, such as a full stop. It stands for what the last unit stands for. */
  followedBy(sign: string): MappedText {
    return MappedText.concat([this, this.standIn(sign, this.length, this.length)]);
  }

  /** What the units from `from` to before `to` stand for; an empty stretch where there are none. */
  writtenRange(from: number, to: number): WrittenRange {
    const start = this.starts[from] ?? this.ends[this.length - 1] ?? 0;
    return { start, end: from < to ? this.ends[to - 1]! : start };
  }

  /** Whether the unit is the very one that was written. */
  isAsWritten(at: number): boolean {
    const start = this.starts[at]!;
    return this.ends[at] === start + 1 && this.written[start] === this.text[at];
  }

  /** A text that stands for the units from `from` to before `to`, or for a neighbour where there are none. */
  private standIn(said: string, from: number, to: number): MappedText {
    const first = from < to ? from : Math.max(from - 1, 0);
    const last = from < to ? to - 1 : first;
    const start = this.starts[first] ?? 0;
    const end = this.ends[last] ?? start;
    return new MappedText(
      this.written,
      said,
      new Uint32Array(said.length).fill(start),
      new Uint32Array(said.length).fill(end),
    );
  }
}

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let count = 0;
  while (count < most && a[count] === b[count]) count++;
  return count;
}

/** @param taken units at the start that are already spoken for. */
function commonEnd(a: string, b: string, taken: number): number {
  const most = Math.min(a.length, b.length) - taken;
  let count = 0;
  while (count < most && a[a.length - 1 - count] === b[b.length - 1 - count]) count++;
  return count;
}
