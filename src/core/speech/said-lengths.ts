import { anyControlTag } from '../text/control-tags';
import { estimateSpeechSeconds } from '../text/estimate-length';
import { pauseMark } from '../text/pause-marks';
import { speakerTag } from '../text/speaker-tags';

/** A word as it is written, `[from, to)`, with the marks that touch it. */
export type WrittenWord = { readonly text: string; readonly from: number; readonly to: number };
/** A word with the seconds that it and the pause behind it take, at the rate of usual speech. */
export type SaidWord = WrittenWord & { readonly seconds: number; readonly pauseSeconds: number };

const silentMarks = [speakerTag, anyControlTag, pauseMark].map(({ source }) => source).join('|');
/** Scripts without spaces between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
/** Said words that are looked over for one that is written. */
const LOOKED_OVER = 16;

let segmenter: Intl.Segmenter | null = null;

/** Words of a text, in their order; tags and marks that stand alone are none. */
export function writtenWords(text: string): readonly WrittenWord[] {
  const plain = text.replace(new RegExp(silentMarks, 'g'), (mark) => ' '.repeat(mark.length));
  const words: WrittenWord[] = [];
  for (const { 0: found, index } of plain.matchAll(/\S+/g)) {
    for (const [from, to] of unspaced.test(found) ? segments(found) : [[0, found.length] as const]) {
      const part = found.slice(from, to);
      if (/[\p{L}\p{N}]/u.test(part)) words.push({ text: part, from: index + from, to: index + to });
    }
  }
  return words;
}

/** Words of a script without spaces, each with the marks behind it. */
function segments(text: string): readonly (readonly [number, number])[] {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' });
  const starts = [...segmenter.segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ index }) => index);
  if (starts.length === 0) return [[0, text.length]];
  return starts.map((from, at) => [at === 0 ? 0 : from, starts[at + 1] ?? text.length] as const);
}

/**
 * How long each written word takes: where something else is said for it (`$5`, `five dollars`), as long as that.
 * Text that is written and not said is left out.
 * @param written a stretch of the text.
 * @param said the same stretch as the model was given it.
 */
export function saidWords(written: string, said: string): readonly SaidWord[] {
  const words = writtenWords(written);
  const spoken = writtenWords(said);
  const timed: SaidWord[] = [];
  let at = 0;
  let to = 0;
  while (at < words.length || to < spoken.length) {
    const [skipped, looked] = nextEqual(
      words.slice(at, at + LOOKED_OVER),
      spoken.slice(to, to + LOOKED_OVER),
    );
    timed.push(...sharedOut(words.slice(at, at + skipped), spoken.slice(to, to + looked)));
    at += skipped;
    to += looked;
    const same = spoken[to];
    if (at < words.length && same) timed.push({ ...words[at]!, ...lengthOf([same]) });
    at++;
    to++;
  }
  return timed;
}

/** Numbers of words to pass over on both sides until one is the same, the fewest; all where none is. */
function nextEqual(words: readonly WrittenWord[], spoken: readonly WrittenWord[]): readonly [number, number] {
  const said = spoken.map(({ text }) => letters(text));
  let best: readonly [number, number] = [words.length, spoken.length];
  for (const [index, { text }] of words.entries()) {
    const found = said.indexOf(letters(text));
    if (found >= 0 && index + found < best[0] + best[1]) best = [index, found];
  }
  return best;
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Words of which something else is said share its time by their letters. */
function sharedOut(words: readonly WrittenWord[], spoken: readonly WrittenWord[]): readonly SaidWord[] {
  if (spoken.length === 0) return [];
  const { seconds, pauseSeconds } = lengthOf(spoken);
  const total = words.reduce((sum, { text }) => sum + text.length, 0);
  return words.map((word, index) => ({
    ...word,
    seconds: (seconds * word.text.length) / total,
    pauseSeconds: index === words.length - 1 ? pauseSeconds : 0,
  }));
}

function lengthOf(spoken: readonly WrittenWord[]): { seconds: number; pauseSeconds: number } {
  const whole = spoken.reduce((sum, { text }) => sum + estimateSpeechSeconds(text), 0);
  const last = spoken.at(-1)!.text;
  const pauseSeconds = estimateSpeechSeconds(last) - estimateSpeechSeconds(letters(last));
  return { seconds: whole - pauseSeconds, pauseSeconds };
}
