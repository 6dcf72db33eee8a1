import type { SpeechClock } from './speech-clock';
import type { SpeechEvent } from './speech-event';

/** One chunk of silence: a long pause is no large block of memory. */
const SILENCE_SECONDS = 1;

/** The utterance as it grows: every sample gets its place here. */
export class SpeechOutput {
  readonly #sampleRateHz: number;
  readonly #clock: SpeechClock;
  #sampleCount = 0;

  constructor(sampleRateHz: number, clock: SpeechClock) {
    this.#sampleRateHz = sampleRateHz;
    this.#clock = clock;
  }

  get sampleCount(): number {
    return this.#sampleCount;
  }
  get seconds(): number {
    return this.#sampleCount / this.#sampleRateHz;
  }

  /** @param samples transferred with the event; an empty array gives none. */
  *sound(samples: Float32Array): Generator<SpeechEvent, void> {
    if (samples.length === 0) return;
    const chunk = { samples, sampleRateHz: this.#sampleRateHz, startSample: this.#sampleCount };
    this.#sampleCount += samples.length;
    this.#clock.noteSound(samples.length / this.#sampleRateHz);
    yield { type: 'chunk', chunk };
  }

  *silence(sampleCount: number): Generator<SpeechEvent, void> {
    const most = SILENCE_SECONDS * this.#sampleRateHz;
    for (let left = sampleCount; left > 0; left -= most) {
      yield* this.sound(new Float32Array(Math.min(left, most)));
    }
  }
}
