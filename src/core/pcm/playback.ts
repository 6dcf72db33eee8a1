import type { RingBuffer } from './ring-buffer';

/**
 * `idle`: nothing to play. `filling`: silence until the cushion is there. `playing`: sound.
 * `starving` and `stopping`: the last few milliseconds before silence, faded so that nothing clicks.
 */
export type PlaybackPhase = 'idle' | 'filling' | 'playing' | 'starving' | 'stopping';

export type PlaybackSettings = {
  /** Samples buffered before sound starts. Doubles after an underrun, shrinks again after a clean stretch. */
  readonly cushionSamples: number;
  readonly maxCushionSamples: number;
  /** Length of the fades around an underrun and at a stop. */
  readonly fadeSamples: number;
};

/**
 * @returns settings that suit speech that is decoded in windows which start small and grow: sound starts only when
 * more than the first one is there, since the next takes longer to make. A struggling machine waits up to 2 s.
 */
export function speechPlaybackSettings(sampleRateHz: number): PlaybackSettings {
  return {
    cushionSamples: Math.round(0.2 * sampleRateHz),
    maxCushionSamples: 2 * sampleRateHz,
    fadeSamples: Math.round(0.005 * sampleRateHz),
  };
}

/**
 * Reader's side of the ring, on the audio thread; free of Web Audio names, so that it runs in Node. Positions
 * count samples since the ring was made, dropped ones included, so they are the same for writer and reader.
 */
export class Playback {
  readonly #ring: RingBuffer;
  readonly #settings: PlaybackSettings;
  #phase: PlaybackPhase = 'idle';
  #positionSamples = 0;
  #underrunCount = 0;
  #cushionSamples: number;
  #endPosition = Number.POSITIVE_INFINITY;
  #dropPosition = 0;
  #fadeLeft = 0;
  #gain = 1;
  #cleanStretch = true;

  constructor(ring: RingBuffer, settings: PlaybackSettings) {
    this.#ring = ring;
    this.#settings = settings;
    this.#cushionSamples = settings.cushionSamples;
  }

  get phase(): PlaybackPhase {
    return this.#phase;
  }
  get positionSamples(): number {
    return this.#positionSamples;
  }
  get underrunCount(): number {
    return this.#underrunCount;
  }
  get cushionSamples(): number {
    return this.#cushionSamples;
  }

  /** The stretch ends at `position`: what is left is played in full, without waiting for a cushion. */
  endAt(position: number): void {
    this.#endPosition = position;
  }

  /** Drops everything before `position` after a short fade; samples behind it belong to the next stretch. */
  discard(position: number): void {
    this.#dropPosition = position;
    this.#endPosition = Number.POSITIVE_INFINITY;
    if (this.#phase === 'playing') this.#fadeLeft = Math.min(this.#settings.fadeSamples, this.#beforeDrop());
    else if (this.#phase === 'idle' || this.#phase === 'filling') this.#fadeLeft = 0;
    // else: a fade is under way and runs to its end
    this.#phase = 'stopping';
  }

  /** Fills `output` with the next samples or silence. Never allocates. */
  render(output: Float32Array): void {
    let done = 0;
    while (done < output.length) {
      if (this.#phase === 'idle' || this.#phase === 'filling') {
        if (!this.#mayStart()) {
          output.fill(0, done);
          return;
        }
        this.#phase = 'playing';
      } else if (this.#phase === 'playing') done += this.#play(output, done);
      else done += this.#fade(output, done);
    }
  }

  #mayStart(): boolean {
    const available = this.#ring.availableSamples;
    const ended = this.#positionSamples + available >= this.#endPosition;
    if (ended) return true;
    if (available > 0) this.#phase = 'filling';
    return available >= this.#cushionSamples && available > this.#settings.fadeSamples;
  }

  #play(output: Float32Array, start: number): number {
    const available = this.#ring.availableSamples;
    const left = this.#endPosition - this.#positionSamples;
    if (left <= 0) {
      this.#settle();
      return 0;
    }
    // Until the end is known, the last few samples are held back: they are what an underrun fades out with.
    const playable = available >= left ? left : available - this.#settings.fadeSamples;
    if (playable <= 0) {
      this.#starve(available);
      return 0;
    }
    const count = this.#take(output, start, playable);
    if (this.#gain < 1) this.#rampUp(output, start, count);
    return count;
  }

  #fade(output: Float32Array, start: number): number {
    if (this.#fadeLeft <= 0) {
      this.#gain = 0;
      if (this.#phase === 'starving') this.#phase = 'filling';
      else {
        this.#positionSamples += this.#ring.skip(this.#beforeDrop());
        this.#settle();
      }
      return 0;
    }
    const count = this.#take(output, start, this.#fadeLeft);
    const step = this.#gain / (this.#fadeLeft + 1);
    for (let i = start; i < start + count; i++) {
      this.#gain -= step;
      output[i] = output[i]! * this.#gain;
    }
    this.#fadeLeft -= count;
    return count;
  }

  #take(output: Float32Array, start: number, atMost: number): number {
    const count = this.#ring.read(output, start, Math.min(atMost, output.length - start));
    this.#positionSamples += count;
    return count;
  }

  #rampUp(output: Float32Array, start: number, count: number): void {
    const step = 1 / (this.#settings.fadeSamples + 1);
    for (let i = start; i < start + count; i++) {
      this.#gain = Math.min(1, this.#gain + step);
      output[i] = output[i]! * this.#gain;
    }
  }

  #starve(available: number): void {
    this.#underrunCount++;
    this.#cleanStretch = false;
    this.#cushionSamples = Math.min(this.#settings.maxCushionSamples, this.#cushionSamples * 2);
    this.#fadeLeft = available;
    this.#phase = 'starving';
  }

  /** A stretch is over: the next one starts unfaded, with a smaller cushion if this one never starved. */
  #settle(): void {
    if (this.#cleanStretch)
      this.#cushionSamples = Math.max(this.#settings.cushionSamples, this.#cushionSamples >> 1);
    this.#cleanStretch = true;
    // The end of the stretch behind a discard may be known already.
    if (this.#endPosition <= this.#positionSamples) this.#endPosition = Number.POSITIVE_INFINITY;
    this.#gain = 1;
    this.#phase = 'idle';
  }

  #beforeDrop(): number {
    return Math.max(0, Math.min(this.#ring.availableSamples, this.#dropPosition - this.#positionSamples));
  }
}
