import { sentenceEnds } from '../text/sentence-ends';
import { saidWords } from './said-lengths';
import type { SpokenPiece } from './speech-event';

/** A stretch of the text and when it is heard, `[startSample, endSample)` of the whole utterance. */
export type TimedText = {
  /** As it is written. */
  readonly text: string;
  /** Place in the text of the request, `[from, to)`. */
  readonly from: number;
  readonly to: number;
  readonly startSample: number;
  readonly endSample: number;
  /** Both ends are known exactly where this is false. */
  readonly isEstimated: boolean;
};

/** The fields of a finished piece that times are computed from. */
export type PlacedPiece = Pick<
  SpokenPiece,
  'sentence' | 'from' | 'to' | 'text' | 'startSample' | 'sampleCount'
>;

/**
 * When each word of a piece is heard: the piece's own sound, shared out by the length of what is said.
 * Nothing measures it, so all of them are estimates.
 * @param text of the request.
 */
export function wordTimes(text: string, piece: PlacedPiece): readonly TimedText[] {
  const words = saidWords(text.slice(piece.from, piece.to), piece.text);
  // The silence behind the last word was taken off.
  const total = words.reduce(
    (sum, word, index) => sum + word.seconds + (words[index + 1] ? word.pauseSeconds : 0),
    0,
  );
  const sampleAt = (seconds: number) =>
    piece.startSample + Math.round((piece.sampleCount * seconds) / (total || 1));
  let seconds = 0;
  return words.map((word) => {
    const startSample = sampleAt(seconds);
    const endSample = sampleAt(seconds + word.seconds);
    seconds += word.seconds + word.pauseSeconds;
    return {
      text: word.text,
      from: piece.from + word.from,
      to: piece.from + word.to,
      startSample,
      endSample,
      isEstimated: true,
    };
  });
}

/**
 * When each sentence is heard. A piece knows its samples, so ends that lie at its edges are exact; those of
 * sentences that were said in one go with others are estimates.
 * @param pieces in their order.
 * @param language BCP 47 tag of the text.
 */
export function sentenceTimes(
  text: string,
  pieces: readonly PlacedPiece[],
  language: string,
): readonly TimedText[] {
  const sentences: TimedText[] = [];
  for (const [index, piece] of pieces.entries()) {
    const parts = sentencesOf(text, piece, language);
    const last = sentences.at(-1);
    // A long sentence has several pieces.
    if (last && parts[0] && pieces[index - 1]?.sentence === piece.sentence) {
      const { to, endSample, isEstimated } = parts[0];
      sentences[sentences.length - 1] = {
        ...last,
        text: text.slice(last.from, to),
        to,
        endSample,
        isEstimated: last.isEstimated || isEstimated,
      };
      sentences.push(...parts.slice(1));
    } else sentences.push(...parts);
  }
  return sentences;
}

function sentencesOf(text: string, piece: PlacedPiece, language: string): readonly TimedText[] {
  const words = wordTimes(text, piece);
  const stretches = sentenceStretches(text, piece, language);
  const end = piece.startSample + piece.sampleCount;
  const parts = stretches.flatMap(({ from, to }) => {
    const inside = words.filter((word) => word.from >= from && word.from < to);
    const [first] = inside;
    return first ? [{ from, to, startSample: first.startSample, endSample: inside.at(-1)!.endSample }] : [];
  });
  if (parts.length === 0) parts.push({ from: piece.from, to: piece.to, startSample: 0, endSample: 0 });
  return parts.map((part, index) => ({
    ...part,
    text: text.slice(part.from, part.to),
    startSample: index === 0 ? piece.startSample : part.startSample,
    endSample: index === parts.length - 1 ? end : part.endSample,
    isEstimated: parts.length > 1,
  }));
}

/** Sentences among what a piece says, without the space around them. */
function sentenceStretches(text: string, { from, to }: PlacedPiece, language: string) {
  // A line break is a space here: every character keeps its place.
  const written = text.slice(from, to).replace(/\s/g, ' ');
  let start = 0;
  return sentenceEnds(written, language).map((end) => {
    const sentence = written.slice(start, end);
    const begin = from + start + sentence.length - sentence.trimStart().length;
    start = end;
    return { from: begin, to: begin + sentence.trim().length };
  });
}

/** The words that someone has heard who stopped at a sample. */
export type HeardSpeech = {
  /** Words that were heard whole. */
  readonly words: readonly TimedText[];
  /** The one that was being said, if any. */
  readonly cutWord: TimedText | null;
  /** The text up to the last whole word. */
  readonly text: string;
};

/** @param words of all pieces that were made. @param sample that was not heard any more. */
export function heardUntil(text: string, words: readonly TimedText[], sample: number): HeardSpeech {
  const whole = words.filter(({ endSample }) => endSample <= sample);
  const cutWord =
    words.find(({ startSample, endSample }) => startSample < sample && endSample > sample) ?? null;
  return { words: whole, cutWord, text: text.slice(0, whole.at(-1)?.to ?? 0) };
}
