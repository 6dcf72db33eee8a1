/**
 * Words with a full stop that belongs to them and never ends a sentence: a name or a number follows. Lower case.
 * "etc.", "a.m.", "Inc." and their like are not here: a capital behind them begins a sentence as a rule.
 */
const abbreviations = new Set(
  (
    'dr mr mrs ms mx prof st mt ft rev hon capt cpt lt sgt col gen cmdr adm gov sen rep pres supt ' +
    'fr msgr no nos nr vol vols fig figs eq ch chap sec pp pg art op ed eds vs viz cf ca approx e.g i.e al dept est ' +
    'jan feb mar apr jun jul aug sept oct nov dec mon tue tues wed thu thur thurs fri sat sun'
  ).split(' '),
);

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
const windowLength = 2000;

/**
 * Where the sentences of a line end. `Intl.Segmenter` knows the marks of every script; abbreviations, initials and
 * the numbers of a list are put together again with what follows them.
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
  for (let length = windowLength; at < text.length; ) {
    const window = text.slice(at, at + length);
    const found = [...segmenter.segment(window)];
    const isEnd = at + length >= text.length;
    // The last segment may go on behind the window.
    const whole = isEnd ? found : found.slice(0, -1);
    for (const { index, segment } of whole) yield [at + index, at + index + segment.length];
    at += isEnd ? window.length : found.at(-1)!.index;
    length = whole.length === 0 ? 2 * length : windowLength;
  }
}

/** Whether `next` belongs to the sentence that `before` only seems to end. */
function goesOn(before: string, next: string): boolean {
  // A text of marks alone says nothing: it stands with what was before.
  if (!/[\p{L}\p{N}]/u.test(next)) return true;
  if (/^["'“‘([]*\p{Ll}/u.test(next)) return true;
  const word = lastWord.exec(before.slice(-40))?.[1];
  if (word === undefined) return false;
  if (/^\d+$/.test(word)) return before.trim() === `${word}.`;
  if (abbreviations.has(word.toLowerCase())) return true;
  const isInitial = /^\p{Lu}$/u.test(word);
  const nextWord = /\p{L}+/u.exec(next)?.[0] ?? '';
  return isInitial && word !== 'I' && !openers.has(nextWord.toLowerCase());
}
