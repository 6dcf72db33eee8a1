import type { CodeGrid } from '../../../core/codec/code-grid';
import { fail } from '../../../core/failure';
import { MemorySink } from '../../../core/pcm/memory-sink';
import type { PlayableSound } from '../../../core/pcm/playable-sound';
import { say } from '../../../core/sentence';
import type { SpeechEngine } from '../../../core/speech/speech-engine';
import type { Take, TakeCodes } from '../../../core/studio/take';

/** Samples of decoded takes that stay in memory: five minutes at 24 kHz, 29 MB. */
const MOST_SAMPLES = 7_200_000;

/** The sound of takes: while they are made, and again from their codes. Sound that was heard lately stays in memory. */
export class RowSounds {
  readonly #engine: Pick<SpeechEngine, 'soundOf'>;
  readonly #codesOf: (takeId: string) => Promise<TakeCodes | null>;
  /** The one that was used last is the last. */
  readonly #kept = new Map<string, MemorySink>();

  constructor(engine: Pick<SpeechEngine, 'soundOf'>, codesOf: (takeId: string) => Promise<TakeCodes | null>) {
    this.#engine = engine;
    this.#codesOf = codesOf;
  }

  /** Takes the sound of a take that was just made. */
  keep(takeId: string, sound: MemorySink): void {
    this.#kept.delete(takeId);
    this.#kept.set(takeId, sound);
    let samples = 0;
    for (const [id, kept] of [...this.#kept].reverse()) {
      samples += kept.sampleCount;
      if (samples > MOST_SAMPLES && id !== takeId) this.#kept.delete(id);
    }
  }

  /** @throws FailureError where its codes are gone or belong to another model; the signal's reason when aborted. */
  async of(take: Take, signal: AbortSignal): Promise<PlayableSound> {
    const kept = this.#kept.get(take.id);
    if (kept) {
      this.keep(take.id, kept);
      return kept;
    }
    const codes = await this.#codesOf(take.id);
    if (!codes)
      return fail(
        'storage',
        say`The codes of this take are not on this device any more. Say the sentence anew.`,
      );
    const sound = await this.#decoded(take, codes, signal);
    this.keep(take.id, sound);
    return sound;
  }

  async #decoded(take: Take, codes: TakeCodes, signal: AbortSignal): Promise<MemorySink> {
    const sound = new MemorySink(take.sampleRateHz);
    const add = (samples: Float32Array) =>
      sound.write({ samples, sampleRateHz: take.sampleRateHz, startSample: sound.sampleCount }, signal);
    for (const [index, piece] of take.pieces.entries()) {
      if (index > 0 && piece.pauseSamples > 0) await add(new Float32Array(piece.pauseSamples));
      const { samples } = await this.#engine.soundOf(codes[index] ?? noCodes, signal);
      await add(samples);
    }
    sound.close();
    return sound;
  }
}

const noCodes: CodeGrid = { codes: new Int32Array(0), codebookCount: 1, frameCount: 0 };
