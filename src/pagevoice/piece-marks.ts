import type { SpeechEvent } from '../core/speech/speech-event';

/** A piece of the text with its place in the text and in the sound. */
export type PieceMark = {
  readonly index: number;
  /** Number of the sentence that it begins with, from 1. */
  readonly sentence: number;
  /** `[from, to)` in the text that was given, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
  /** The same as the model is given it. */
  readonly said: string;
  readonly startSample: number;
  /** Null while it is being made. */
  readonly sampleCount: number | null;
};

/** The pieces of a speech, in the order of their sound. */
export class PieceMarks {
  readonly #marks: PieceMark[] = [];

  get all(): readonly PieceMark[] {
    return this.#marks;
  }

  hear(event: SpeechEvent): void {
    if (event.type === 'piece-started') {
      const { index, sentence, from, to, text: said, startSample } = event;
      this.#marks[index] = { index, sentence, from, to, said, startSample, sampleCount: null };
    }
    if (event.type === 'piece') {
      const { index, sentence, from, to, text: said, startSample, sampleCount } = event.piece;
      this.#marks[index] = { index, sentence, from, to, said, startSample, sampleCount };
    }
  }

  /** The piece that is heard at a place of the sound, or was heard last before it. */
  at(sample: number): PieceMark | null {
    return this.#marks.findLast(({ startSample }) => startSample <= sample) ?? null;
  }
}
