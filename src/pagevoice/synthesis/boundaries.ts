import { wordTimes } from '../../core/speech/speech-times';
import { estimateSpeechSeconds } from '../../core/text/estimate-length';
import type { PieceMark } from '../piece-marks';

export type Boundary = {
  readonly name: 'sentence' | 'word';
  readonly charIndex: number;
  readonly charLength: number;
};

type TimedWord = { readonly boundary: Boundary; readonly startSample: number };

/**
 * Tells where the voice is: at the exact beginning of a sentence, and at the words of it as they are
 * estimated.
 */
export class Boundaries {
  readonly #text: string;
  #mark: PieceMark | null = null;
  #words: readonly TimedWord[] = [];
  #toldWords = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The sentence was entered already, and no other since. */
  isWithin({ index }: PieceMark): boolean {
    return this.#mark?.index === index;
  }

  /** A sentence begins to be heard. */
  enter(mark: PieceMark, sampleRateHz: number): Boundary {
    this.#mark = mark;
    this.#toldWords = 0;
    this.#time(mark, sampleRateHz);
    return { name: 'sentence', charIndex: mark.from, charLength: mark.to - mark.from };
  }

  /**
   * @param sample of the speech that is heard. @param marks of the speech as they are known now.
   * @returns the words that were reached since the last call.
   */
  reach(sample: number, sampleRateHz: number, marks: readonly PieceMark[]): readonly Boundary[] {
    const known = marks[this.#mark?.index ?? -1];
    // Its length is known once all of it is made.
    if (known && known.sampleCount !== this.#mark?.sampleCount) this.#time(known, sampleRateHz);
    return this.#take(({ startSample }) => startSample <= sample);
  }

  /** @returns the words of the sentence that were not told of; it was heard to its end. */
  leave(): readonly Boundary[] {
    return this.#take(() => true);
  }

  #time(mark: PieceMark, sampleRateHz: number): void {
    const { sentence, from, to, said, startSample } = mark;
    const sampleCount = mark.sampleCount ?? Math.round(estimateSpeechSeconds(said) * sampleRateHz);
    this.#mark = mark;
    this.#words = wordTimes(this.#text, { sentence, from, to, text: said, startSample, sampleCount }).map(
      (word) => ({ boundary: wordBoundary(word.text, word.from), startSample: word.startSample }),
    );
  }

  #take(isReached: (word: TimedWord) => boolean): readonly Boundary[] {
    const from = this.#toldWords;
    while (this.#toldWords < this.#words.length && isReached(this.#words[this.#toldWords]!))
      this.#toldWords++;
    return this.#words.slice(from, this.#toldWords).map(({ boundary }) => boundary);
  }
}

/** Marks that touch the word are not part of it: readers mark what stands between the two places. */
function wordBoundary(text: string, from: number): Boundary {
  const before = /^[^\p{L}\p{N}]*/u.exec(text)![0].length;
  const after = /[^\p{L}\p{N}\p{M}]*$/u.exec(text)![0].length;
  return { name: 'word', charIndex: from + before, charLength: text.length - before - after };
}
