/** Titles and the like, as they are written: a name follows. */
const titles = new Set(
  'Dr Mr Mrs Ms Mx Prof St Mt Ft Rev Hon Capt Cpt Lt Sgt Col Gen Cmdr Adm Gov Sen Rep Pres Supt Fr Msgr'.split(
    ' ',
  ),
);
/** Abbreviations, in any case, after which the sentence goes on. */
const goingOn = new Set('vs e.g i.e viz cf ca approx al'.split(' '));
/** Abbreviations before a number. */
const counted = new Set(
  (
    'no nos nr vol vols fig figs eq ch chap sec p pp pg art op ' +
    'jan feb mar apr jun jul aug sep sept oct nov dec'
  ).split(' '),
);
/** Abbreviations at the end of a sentence or within one, depending on the next letter. */
const either = new Set('etc inc ltd co corp bros jr sr esq dept est ave blvd rd'.split(' '));

/** Words that begin a sentence behind a single capital ("… Plan B. Then we left"), where a name would go on. */
const openers = new Set(
  (
    'the a an this that these those then there here it he she we they you i his her its our their my your and but or ' +
    'so if when while where what who why how in on at by for from with after before as no not yes now one two some ' +
    'all every please let do did does is are was were'
  ).split(' '),
);

/** The last word before the end of the sentence, its full stop, and what closes behind it. */
const lastWord = /(?:^|[\s("'[“‘—–-])([\p{L}][\p{L}.]*|\d+)\.\s*$/u;

/** Making one costs more than cutting a line with it. */
const segmenters = new Map<string, Intl.Segmenter>();

function segmenterOf(language: string): Intl.Segmenter {
  const known = segmenters.get(language) ?? new Intl.Segmenter(language, { granularity: 'sentence' });
  segmenters.set(language, known);
  return known;
}

/** Units looked at in one go: the segmenter's time grows by the square of its text. */
const WINDOW_LENGTH = 2000;

/**
 * Ends of the sentences of a line. `Intl.Segmenter` knows the marks of every script; abbreviations, initials
 * and the numbers of a list are put together again with what follows them.
 * @param text one line, without line breaks.
 * @param language BCP 47 tag.
 * @returns ends in UTF-16 units, ascending; the last is the length of the text. None for an empty text.
 */
export function sentenceEnds(text: string, language: string): readonly number[] {
  const ends: number[] = [];
  let start = 0;
  for (const [from, to] of segments(text, language)) {
    if (from > start && !goesOn(text.slice(start, from), text.slice(from, to))) {
      ends.push(from);
      start = from;
    }
  }
  return text.length > start ? [...ends, text.length] : ends;
}

function* segments(text: string, language: string): Generator<readonly [number, number]> {
  if (text.trim() === '') return;
  const segmenter = segmenterOf(language);
  let at = 0;
  for (let length = WINDOW_LENGTH; at < text.length; ) {
    const window = text.slice(at, at + length);
    const found = [...segmenter.segment(window)];
    const isEnd = at + length >= text.length;
    // The last segment may go on behind the window.
    const whole = isEnd ? found : found.slice(0, -1);
    for (const { index, segment } of whole) yield* smallStarts(at + index, segment);
    at += isEnd ? window.length : found.at(-1)!.index;
    length = whole.length === 0 ? 2 * length : WINDOW_LENGTH;
  }
}

/** The segmenter sees no end before a small letter or a digit; people who write small letters alone mean one. */
function* smallStarts(from: number, segment: string): Generator<readonly [number, number]> {
  let start = 0;
  for (const { 0: end, index } of segment.matchAll(/[.!?]["'”’)\]]*\s+(?=["'“‘([]*[\p{Ll}\p{N}])/gu)) {
    yield [from + start, from + index + end.length];
    start = index + end.length;
  }
  yield [from + start, from + segment.length];
}

/** Whether `next` belongs to the sentence that `before` only seems to end. */
function goesOn(before: string, next: string): boolean {
  // A text of marks alone says nothing: it is joined to the sentence before.
  if (!/[\p{L}\p{N}]/u.test(next)) return true;
  const isSmall = /^["'“‘([]*\p{Ll}/u.test(next);
  // “Stop!” he said. Wait... what?
  if (isSmall && /(?:[.!?]["'”’)\]]+|\.{2,}|…)\s*$/u.test(before)) return true;
  const word = lastWord.exec(before.slice(-40))?.[1];
  if (word === undefined) return false;
  if (/^\d+$/.test(word)) return before.trim() === `${word}.`;
  const lower = word.toLowerCase();
  if (titles.has(word) || goingOn.has(lower)) return true;
  if (counted.has(lower) && word !== 'no') return /^\d/.test(next);
  // Abbreviations with stops inside, such as "a.m.".
  if (isSmall) return either.has(lower) || word.includes('.');
  const isInitial = /^\p{Lu}$/u.test(word);
  const nextWord = /\p{L}+/u.exec(next)?.[0] ?? '';
  return isInitial && word !== 'I' && !openers.has(nextWord.toLowerCase());
}
