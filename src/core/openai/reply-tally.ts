import type { SpokenChunk } from '../prompt/fit-prompt';
import type { SpokenPiece } from '../speech/speech-event';

/** The contents of a reply, gathered piece by piece. */
export class ReplyTally {
  readonly #pieces: SpokenPiece[] = [];

  /** @returns what the reply's transcript gains. */
  add(piece: SpokenPiece): string {
    const text = saidText(piece);
    const gain = this.transcript === '' || text === '' ? text : ` ${text}`;
    this.#pieces.push(piece);
    return gain;
  }

  get pieces(): readonly SpokenPiece[] {
    return this.#pieces;
  }

  get transcript(): string {
    return this.#pieces
      .map(saidText)
      .filter((text) => text !== '')
      .join(' ');
  }

  /** The reply as later turns show it to the model. */
  get chunks(): readonly SpokenChunk[] {
    return this.#pieces
      .filter(({ codes }) => codes.frameCount > 0)
      .map(({ text, codes }) => ({ text, grid: codes }));
  }

  /** Positions of all prompts, and columns of all sound; tries that were thrown away are not in it. */
  get usage() {
    const sum = (of: (piece: SpokenPiece) => number) =>
      this.#pieces.reduce((total, one) => total + of(one), 0);
    const textTokens = sum(({ counts }) => counts.promptTextCount);
    const audioTokens = sum(({ counts }) => counts.promptAudioCount);
    const columns = sum(({ counts }) => counts.columnCount);
    return {
      prompt_tokens: textTokens + audioTokens,
      completion_tokens: columns,
      total_tokens: textTokens + audioTokens + columns,
      prompt_tokens_details: {
        text_tokens: textTokens,
        audio_tokens: audioTokens,
        cached_tokens: sum(({ counts }) => counts.reusedCount),
      },
      completion_tokens_details: { audio_tokens: columns, text_tokens: 0 },
    };
  }
}

/** The words of a piece, without the tags that tell the model who speaks. */
export function saidText({ text }: Pick<SpokenPiece, 'text'>): string {
  return text.replace(/\[SPEAKER\d+\]\s*/g, '').trim();
}
