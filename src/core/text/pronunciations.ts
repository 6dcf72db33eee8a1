import { fail, quoted } from '../failure';
import { type Sentence, say } from '../sentence';

/** One entry of a person's own list. */
export type Pronunciation = {
  readonly written: string;
  /** An empty text leaves the word out. */
  readonly said: string;
  readonly matchCase: boolean;
  /** Matches only where no letter or digit touches it. */
  readonly wholeWord: boolean;
};

/** A stretch of a text and what is said for it. */
export type SaidStretch = { readonly start: number; readonly end: number; readonly said: string };

/** Cap above any real list, and small enough to be searched at every key press. */
export const MAX_PRONUNCIATIONS = 5000;
/** UTF-16 units of one side of an entry: a long sentence. */
const MAX_PRONUNCIATION_LENGTH = 200;

/** Finds the entries of a list in a text, from its start to its end. Nothing is found within what was found. */
export type Pronouncer = (text: string) => readonly SaidStretch[];

/** The longest of several entries that begin at one place wins; of equal ones, the first of the list. */
export function pronouncer(list: readonly Pronunciation[]): Pronouncer {
  const byStart = entriesByStart(list);
  if (byStart.size === 0) return () => [];
  return (text) => {
    const folded = fold(text);
    const found: SaidStretch[] = [];
    for (let at = 0; at < text.length; at++) {
      const entry = longestAt(byStart.get(folded[at]!), text, folded, at);
      if (!entry) continue;
      found.push({ start: at, end: at + entry.written.length, said: entry.said });
      at += entry.written.length - 1;
    }
    return found;
  };
}

/** Entries that begin with one unit, by their text in lower case. */
type Entries = { readonly lengths: number[]; readonly byText: Map<string, Pronunciation[]> };

function entriesByStart(list: readonly Pronunciation[]): ReadonlyMap<string, Entries> {
  const byStart = new Map<string, Entries>();
  for (const entry of list.flatMap(composedAndNot)) {
    const text = fold(entry.written);
    if (text === '') continue;
    const entries: Entries = byStart.get(text[0]!) ?? { lengths: [], byText: new Map() };
    byStart.set(text[0]!, entries);
    if (!entries.lengths.includes(text.length)) entries.lengths.push(text.length);
    entries.byText.set(text, [...(entries.byText.get(text) ?? []), entry]);
  }
  for (const { lengths } of byStart.values()) lengths.sort((a, b) => b - a);
  return byStart;
}

/** An accent is one sign with its letter or a sign of its own: é can be written in both forms. */
function composedAndNot(entry: Pronunciation): readonly Pronunciation[] {
  const forms = new Set([entry.written, entry.written.normalize('NFC'), entry.written.normalize('NFD')]);
  return [...forms].map((written) => ({ ...entry, written }));
}

function longestAt(
  entries: Entries | undefined,
  text: string,
  folded: string,
  at: number,
): Pronunciation | undefined {
  for (const length of entries?.lengths ?? []) {
    const same = entries?.byText.get(folded.slice(at, at + length));
    const entry = same?.find((one) => standsAt(one, text, at));
    if (entry) return entry;
  }
  return undefined;
}

function standsAt({ written, matchCase, wholeWord }: Pronunciation, text: string, at: number): boolean {
  const end = at + written.length;
  if (matchCase && straight(text.slice(at, end)) !== straight(written)) return false;
  return !wholeWord || (!isWordUnit(text, at - 1, at) && !isWordUnit(text, end, end - 1));
}

/** Whether the unit outside continues the word whose edge is the unit inside. */
function isWordUnit(text: string, outside: number, inside: number): boolean {
  const wordUnit = /[\p{L}\p{N}\p{M}\p{Surrogate}]/u;
  return wordUnit.test(text[outside] ?? '') && wordUnit.test(text[inside] ?? '');
}

/** Apostrophes of every form are one. */
const straight = (text: string) => text.replace(/[\u2019\u02BC]/g, "'");

/** Lower case unit by unit and straight apostrophes, so that places in the folded text are places in the text. */
function fold(written: string): string {
  const text = straight(written);
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from(text, (sign) => {
    const small = sign.toLowerCase();
    return small.length === sign.length ? small : sign;
  }).join('');
}

/**
 * Reads a list as it is kept on the device, imported, or sent in a request.
 * @param value parsed JSON: an array of entries; `matchCase` is false and `wholeWord` true where they are missing.
 * @throws FailureError 'bad-request'
 */
export function parsePronunciations(value: unknown): readonly Pronunciation[] {
  if (!Array.isArray(value)) {
    refuse(say`A pronunciation list is an array of entries such as ${EXAMPLE}; this is ${quoted(value)}.`);
  }
  if (value.length > MAX_PRONUNCIATIONS) {
    refuse(
      say`The pronunciation list has ${value.length} entries; at most ${MAX_PRONUNCIATIONS} can be used. Shorten it.`,
    );
  }
  return value.map(parseEntry);
}

/** @throws FailureError 'bad-request' */
export function parsePronunciationFile(json: string): readonly Pronunciation[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    fail(
      'bad-request',
      say`The pronunciation list is not valid JSON. Use a file that was exported here, or write ${EXAMPLE} in square brackets.`,
      {},
      cause,
    );
  }
  return parsePronunciations(value);
}

/** @returns JSON, one entry a line, so that a person can read and compare it. */
export function writePronunciationFile(list: readonly Pronunciation[]): string {
  const lines = list.map(({ written, said, matchCase, wholeWord }) =>
    JSON.stringify({ written, said, matchCase, wholeWord }),
  );
  return lines.length === 0 ? '[]\n' : `[\n  ${lines.join(',\n  ')}\n]\n`;
}

const EXAMPLE = '{"written": "Nguyen", "said": "win"}';

function parseEntry(value: unknown, index: number): Pronunciation {
  const place = say`Entry ${index + 1} of the pronunciation list`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(say`${place} must be an object such as ${EXAMPLE}; it is ${quoted(value)}.`);
  }
  const { written, said, matchCase = false, wholeWord = true, ...others } = value as Record<string, unknown>;
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) {
    refuse(
      say`${place} has ${quoted(unknown)}; an entry has written, said, matchCase and wholeWord. Remove it.`,
    );
  }
  if (typeof matchCase !== 'boolean') refuse(say`${place}: matchCase must be true or false.`);
  if (typeof wholeWord !== 'boolean') refuse(say`${place}: wholeWord must be true or false.`);
  const entry = { written: parseSide(written, 'written', place), said: parseSide(said, 'said', place) };
  if (entry.written.trim() === '')
    refuse(say`${place} has nothing in "written": name the word that it is for.`);
  return { ...entry, written: entry.written.trim(), matchCase, wholeWord };
}

function parseSide(value: unknown, name: string, place: Sentence): string {
  if (typeof value !== 'string') refuse(say`${place}: "${name}" must be a text; it is ${quoted(value)}.`);
  if (value.length > MAX_PRONUNCIATION_LENGTH) {
    refuse(
      say`${place}: "${name}" has ${value.length} characters; at most ${MAX_PRONUNCIATION_LENGTH} can be used. Shorten it.`,
    );
  }
  if (/[\p{Cc}\p{Surrogate}]/u.test(value)) {
    refuse(say`${place}: "${name}" holds a line end or another control character. Write it in one line.`);
  }
  return value;
}

function refuse(message: Sentence): never {
  fail('bad-request', message);
}
