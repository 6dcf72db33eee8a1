import { countWords } from './count-words';

/** Units of a sentence that are looked at for one cut, for each word that may stand in front of it. */
const UNITS_PER_WORD = 24;
/** Fewer words in front of a cut sound torn off. */
const LEAST_WORDS = 3;

/** English words that begin a clause, and those that begin a part of one. Other languages are cut at their marks. */
const clauseOpeners = new Set(
  'and but or because although though which who whom whose when while where unless until since so if yet nor'.split(
    ' ',
  ),
);
const phraseOpeners = new Set(
  'that than as to with without for from into in on at by of after before through between about over under'.split(
    ' ',
  ),
);

/** Cost of each place, added to the distance from an even cut as a share of the wanted length. */
const dislike = { strongMark: 0, mark: 0.1, clause: 0.5, phrase: 0.9, word: 1.4 } as const;

/**
 * Cuts a sentence that is too long for one go: behind marks of clauses, else before the words that open one,
 * else between words; into parts that are about as long as each other.
 * @param text one sentence.
 * @returns ends of the parts in UTF-16 units, ascending; the last is the length of the text.
 */
export function clauseEnds(text: string, maxWords: number, language: string): readonly number[] {
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
  const ends: number[] = [];
  let start = 0;
  for (let words = countWords(text); words > maxWords && start < text.length; ) {
    const window = segmenter.segment(text.slice(start, start + UNITS_PER_WORD * maxWords));
    const cut = cutNear([...places(window)], words / Math.ceil(words / maxWords), maxWords);
    // A word that is longer than all that may be said in one go is cut at a whole character.
    const end = start + (cut?.end ?? Math.ceil(((text.length - start) * maxWords) / words));
    start = end + (/[\uDC00-\uDFFF]/.test(text.charAt(end)) ? 1 : 0);
    words -= cut?.words ?? maxWords;
    ends.push(Math.min(start, text.length));
  }
  return ends.at(-1) === text.length ? ends : [...ends, text.length];
}

/** The best of the places that leave at most `maxWords` in front; null where there is none. */
function cutNear(all: readonly Place[], wantedWords: number, maxWords: number): Place | null {
  let best: Place | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const place of all) {
    if (place.words > maxWords || place.words < Math.min(LEAST_WORDS, wantedWords)) continue;
    const cost = dislike[place.kind] + Math.abs(place.words - wantedWords) / wantedWords;
    if (cost < least) [best, least] = [place, cost];
  }
  return best;
}

/** `words` words come before `end`. */
type Place = { readonly end: number; readonly kind: keyof typeof dislike; readonly words: number };

/** Every place between two words. */
function* places(segments: Iterable<Intl.SegmentData>): Generator<Place> {
  let between = '';
  let words = 0;
  for (const { segment, index, isWordLike } of segments) {
    if (!isWordLike) {
      between += segment;
      continue;
    }
    const kind = words > 0 ? kindOf(between, segment.toLowerCase()) : null;
    // An opening bracket or quotation mark belongs to the word after it.
    const opening = /(?<=\s)["'([“‘«]{0,9}$/u.exec(between)?.[0].length ?? 0;
    if (kind) yield { end: index - opening, kind, words };
    words += countWords(segment);
    between = '';
  }
}

function kindOf(between: string, next: string): Place['kind'] | null {
  if (/[;:—–…；：]|[!?]["'”’)\]]*\s|\s-+\s|[)\]”"]\s/u.test(between)) return 'strongMark';
  if (/[,，、؛،]/u.test(between) && !/^,$/.test(between)) return 'mark';
  if (between !== '' && !/\s/u.test(between)) return null; // within "well-known", "10,000" or "e.g."
  if (clauseOpeners.has(next)) return 'clause';
  return phraseOpeners.has(next) ? 'phrase' : 'word';
}
