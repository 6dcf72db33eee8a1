import type { CodeGrid } from '../../../core/codec/code-grid';
import type { Failure } from '../../../core/failure';
import type { MemorySink } from '../../../core/pcm/memory-sink';
import type { SpeechEvent } from '../../../core/speech/speech-event';
import type { TakePiece } from '../../../core/studio/take';

/** Gathers what the engine says of one sentence. */
export class TakeInMaking {
  readonly #sound: MemorySink;
  /** Place of the first sound among the engine's samples; null before it. */
  #startSample: number | null = null;
  readonly pieces: TakePiece[] = [];
  readonly codes: CodeGrid[] = [];
  failure: Failure | null = null;
  isWhole = false;

  constructor(sound: MemorySink) {
    this.#sound = sound;
  }

  async hear(event: SpeechEvent, signal: AbortSignal): Promise<void> {
    if (event.type === 'piece-started') this.#startSample ??= event.startSample;
    // The silence before a sentence belongs to the timeline.
    if (event.type === 'chunk' && this.#startSample !== null) await this.#sound.write(event.chunk, signal);
    if (event.type === 'piece') {
      const {
        sentence,
        from,
        to,
        text,
        seed,
        takeCount,
        startSample,
        sampleCount,
        pauseSamples,
        verdict,
        codes,
      } = event.piece;
      const isFirst = this.pieces.length === 0;
      this.pieces.push({
        sentence,
        from,
        to,
        text,
        seed,
        takeCount,
        startSample: startSample - this.#startSample!,
        sampleCount,
        pauseSamples: isFirst ? 0 : pauseSamples,
        verdict,
      });
      this.codes.push(codes);
    }
    if (event.type === 'failed') this.failure = event.failure;
    if (event.type === 'finished') this.isWhole = true;
  }
}
