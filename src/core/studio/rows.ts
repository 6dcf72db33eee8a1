import type { ScriptSentence } from './script';

/** A sentence of a project. Its id stays while its words do, so its takes stay with it. */
export type Row = ScriptSentence & {
  readonly id: string;
  /** The take that someone has chosen; null for the newest that fits. */
  readonly chosenTakeId: string | null;
};

export type RowChange = {
  /** One a sentence, in their order. */
  readonly rows: readonly Row[];
  /** Rows whose words are not in the text any more, the newest last: with the words their takes come back. */
  readonly shelf: readonly Row[];
};

export type RowParts = {
  readonly newId: () => string;
  /** True for a row that has something to lose: others are not put on the shelf, and may be given other words. */
  readonly isKept: (row: Row) => boolean;
};

/** Limit of rows without a place in the text. */
const MOST_SHELVED = 2000;
/** Rows that are compared each with each; longer stretches are matched by their words alone. */
const MOST_COMPARED = 400;

/**
 * Rows of a changed text. Sentences that are the same in the same order keep their rows, then those that were moved
 * or are back from the shelf; of the rest, one that took the place of another without takes keeps its id.
 */
export function rowsFor(before: RowChange, sentences: readonly ScriptSentence[], parts: RowParts): RowChange {
  const rowAt = sameRows(before.rows, sentences);
  const free = before.rows.filter((row) => !rowAt.includes(row));
  const candidates = new Map<string, Row[]>();
  // The last is taken first: what left the text last comes back first.
  for (const row of [...before.shelf, ...[...free].reverse()]) {
    for (const key of [fullKey(row), wordsKey(row)])
      candidates.set(key, [...(candidates.get(key) ?? []), row]);
  }
  const taken = new Set<Row>();
  for (const key of [fullKey, wordsKey]) {
    for (const [at, sentence] of sentences.entries()) {
      if (rowAt[at]) continue;
      const found = candidates.get(key(sentence))?.findLast((row) => !taken.has(row));
      if (!found) continue;
      taken.add(found);
      rowAt[at] = found;
    }
  }
  const left = free.filter((row) => !taken.has(row) && !parts.isKept(row));
  const rows = sentences.map((sentence, at): Row => {
    const known = rowAt[at];
    if (known) {
      // A choice was made among the takes of the one who spoke then.
      const chosenTakeId = known.speaker === sentence.speaker ? known.chosenTakeId : null;
      return isSame(known, sentence) ? known : { ...sentence, id: known.id, chosenTakeId };
    }
    return { ...sentence, id: left.shift()?.id ?? parts.newId(), chosenTakeId: null };
  });
  const shelved = free.filter((row) => !taken.has(row) && parts.isKept(row));
  const shelf = [...before.shelf.filter((row) => !taken.has(row)), ...shelved].slice(-MOST_SHELVED);
  return { rows, shelf };
}

/** Rows that go on, by the index of the sentence: equal ends first, then the longest common run between them. */
function sameRows(rows: readonly Row[], sentences: readonly ScriptSentence[]): (Row | undefined)[] {
  const found: (Row | undefined)[] = sentences.map(() => undefined);
  const old = rows.map(fullKey);
  const now = sentences.map(fullKey);
  let start = 0;
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) {
    found[start] = rows[start];
    start++;
  }
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) {
    found[now.length - 1 - end] = rows[rows.length - 1 - end];
    end++;
  }
  const [oldCount, nowCount] = [old.length - start - end, now.length - start - end];
  if (oldCount > 0 && nowCount > 0 && oldCount <= MOST_COMPARED && nowCount <= MOST_COMPARED) {
    const pairs = commonRun(old.slice(start, start + oldCount), now.slice(start, start + nowCount));
    for (const [from, to] of pairs) found[start + to] = rows[start + from];
  }
  return found;
}

/** Indices of the longest common subsequence of two lists. */
function commonRun(old: readonly string[], now: readonly string[]): readonly (readonly [number, number])[] {
  const width = now.length + 1;
  const lengths = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        old[i] === now[j]
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < old.length && j < now.length; ) {
    if (old[i] === now[j]) pairs.push([i++, j++]);
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i++;
    else j++;
  }
  return pairs;
}

function wordsKey({ text }: ScriptSentence): string {
  return text.replace(/\s+/g, ' ');
}

function fullKey(sentence: ScriptSentence): string {
  return `${sentence.speaker}\n${wordsKey(sentence)}`;
}

function isSame(row: Row, sentence: ScriptSentence): boolean {
  return (Object.keys(sentence) as (keyof ScriptSentence)[]).every((key) => row[key] === sentence[key]);
}
