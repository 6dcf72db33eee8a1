/** A stretch of the written text in UTF-16 units, `end` excluded. */
export type WrittenRange = { readonly start: number; readonly end: number };

/**
 * A text on its way from written to said. For every UTF-16 unit it knows the stretch of the written text that
 * the unit stands for. Starts and ends never go backwards, so any part of the text stands for one stretch.
 * Immutable: every method returns a new text, or this one where nothing changes.
 */
export class MappedText {
  readonly text: string;
  /** The whole written text. */
  readonly written: string;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;

  private constructor(written: string, text: string, starts: Uint32Array, ends: Uint32Array) {
    this.written = written;
    this.text = text;
    this.#starts = starts;
    this.#ends = ends;
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
      starts.set(part.#starts, at);
      ends.set(part.#ends, at);
      at += part.text.length;
    }
    return new MappedText(parts[0]?.written ?? '', text, starts, ends);
  }

  get length(): number {
    return this.text.length;
  }

  /**
   * Replaces every match. What a match and its replacement have in common at their edges keeps its own
   * ranges; the rest of the replacement stands for the rest of the match.
   * @param pattern with the flag `g`.
   * @param say the replacement of a match, or null to leave it.
   */
  replace(pattern: RegExp, say: (match: RegExpExecArray) => string | null): MappedText {
    const edits: Edit[] = [];
    for (const match of this.text.matchAll(pattern)) {
      const written = match[0];
      const said = say(match);
      if (said === null || said === written) continue;
      const kept = commonStart(written, said);
      const keptBehind = commonEnd(written, said, kept);
      edits.push({
        from: match.index + kept,
        to: match.index + written.length - keptBehind,
        said: said.slice(kept, said.length - keptBehind),
      });
    }
    return edits.length === 0 ? this : this.#edited(edits);
  }

  /** All edits in one pass, because a text can hold as many as it has characters. */
  #edited(edits: readonly Edit[]): MappedText {
    const length = edits.reduce((sum, { from, to, said }) => sum + said.length - (to - from), this.length);
    const starts = new Uint32Array(length);
    const ends = new Uint32Array(length);
    const parts: string[] = [];
    let done = 0;
    let at = 0;
    const copyUntil = (end: number) => {
      parts.push(this.text.slice(done, end));
      for (let from = done; from < end; from++, at++) {
        starts[at] = this.#starts[from]!;
        ends[at] = this.#ends[from]!;
      }
    };
    for (const { from, to, said } of edits) {
      copyUntil(from);
      const { start, end } = this.#rangeOrNeighbour(from, to);
      starts.fill(start, at, at + said.length);
      ends.fill(end, at, at + said.length);
      parts.push(said);
      at += said.length;
      done = to;
    }
    copyUntil(this.length);
    return new MappedText(this.written, parts.join(''), starts, ends);
  }

  slice(from: number, to: number): MappedText {
    if (from <= 0 && to >= this.length) return this;
    return new MappedText(
      this.written,
      this.text.slice(from, to),
      this.#starts.subarray(from, to),
      this.#ends.subarray(from, to),
    );
  }

  trim(): MappedText {
    const from = this.length - this.text.trimStart().length;
    return this.slice(from, Math.max(from, this.text.trimEnd().length));
  }

  /** Other words for the whole text; each of their units stands for all of it. */
  saidAs(words: string): MappedText {
    const { start, end } = this.writtenRange(0, this.length);
    return new MappedText(
      this.written,
      words,
      new Uint32Array(words.length).fill(start),
      new Uint32Array(words.length).fill(end),
    );
  }

  /** Changes every line alone; the ends of lines stay. */
  eachLine(change: (line: MappedText) => MappedText): MappedText {
    const parts: MappedText[] = [];
    let from = 0;
    for (let end = this.text.indexOf('\n'); end >= 0; end = this.text.indexOf('\n', from)) {
      parts.push(change(this.slice(from, end)), this.slice(end, end + 1));
      from = end + 1;
    }
    return MappedText.concat([...parts, change(this.slice(from, this.length))]);
  }

  /** Appends a sign that is not in the written text, such as a full stop. It maps to the range of the last unit. */
  followedBy(sign: string): MappedText {
    return this.#edited([{ from: this.length, to: this.length, said: sign }]);
  }

  /** Written range of the units from `from` to before `to`; empty where there are none. */
  writtenRange(from: number, to: number): WrittenRange {
    const start = this.#starts[from] ?? this.#ends[this.length - 1] ?? 0;
    return { start, end: from < to ? this.#ends[to - 1]! : start };
  }

  /** Whether the unit is the very one that was written. */
  isAsWritten(at: number): boolean {
    const start = this.#starts[at]!;
    return this.#ends[at] === start + 1 && this.written[start] === this.text[at];
  }

  /** Written range of the units, or of a neighbour where there are none. */
  #rangeOrNeighbour(from: number, to: number): WrittenRange {
    const first = from < to ? from : Math.max(from - 1, 0);
    const last = from < to ? to - 1 : first;
    const start = this.#starts[first] ?? 0;
    return { start, end: this.#ends[last] ?? start };
  }
}

/** Units from `from` to before `to`, and what takes their place. */
type Edit = { readonly from: number; readonly to: number; readonly said: string };

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
