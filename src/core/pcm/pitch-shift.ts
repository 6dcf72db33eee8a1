import { joinSamples } from './join-samples';
import { FASTEST_SPEED, SLOWEST_SPEED, TimeStretch } from './time-stretch';

export const LOWEST_PITCH = 0.5;
export const HIGHEST_PITCH = 2;

/**
 * Makes speech higher or lower, and faster or slower, as it comes: stretched in time, then read at another
 * rate. The formants move with the pitch, so that a voice sounds like a smaller or a larger person.
 */
export class PitchShift {
  readonly #pitch: number;
  readonly #stretch: TimeStretch;
  /** Stretched sound from sample `#heldFrom` on, with a sample of silence before the first. */
  #held: Float32Array = new Float32Array(1);
  #heldFrom = -1;
  #outputCount = 0;

  /**
   * @param speed 2 is twice as fast. @param pitch 2 is an octave higher. Where both together would ask the
   * stretch for more than it can do, the speed gives way.
   */
  constructor(sampleRateHz: number, speed: number, pitch: number) {
    if (!(pitch >= LOWEST_PITCH && pitch <= HIGHEST_PITCH)) throw new RangeError(`pitch ${pitch}`);
    this.#pitch = pitch;
    const stretched = Math.min(FASTEST_SPEED, Math.max(SLOWEST_SPEED, speed / pitch));
    this.#stretch = new TimeStretch(sampleRateHz, stretched);
  }

  /** @returns the output that is ready. */
  push(samples: Float32Array): Float32Array {
    return this.#read(this.#stretch.push(samples));
  }

  /** @returns the rest. */
  finish(): Float32Array {
    const rest = this.#stretch.finish();
    // The last samples have two behind them, as all others.
    return this.#pitch === 1 ? rest : this.#read(joinSamples([rest, new Float32Array(2)]));
  }

  /** Cubic interpolation (Catmull-Rom) between four samples. */
  #read(stretched: Float32Array): Float32Array {
    if (this.#pitch === 1) return stretched;
    const held = joinSamples([this.#held, stretched]);
    // Two samples behind the place are read too.
    const readable = Math.ceil((this.#heldFrom + held.length - 2) / this.#pitch);
    const output = new Float32Array(Math.max(0, readable - this.#outputCount));
    for (let index = 0; index < output.length; index++) {
      const place = (this.#outputCount + index) * this.#pitch;
      const whole = Math.floor(place);
      output[index] = between(held, whole - this.#heldFrom, place - whole);
    }
    this.#outputCount += output.length;
    const next = Math.floor(this.#outputCount * this.#pitch) - 1;
    const done = Math.min(next - this.#heldFrom, held.length);
    this.#held = held.slice(done);
    this.#heldFrom += done;
    return output;
  }
}

/** @param share of the way from sample `at` to the next one. */
function between(samples: Float32Array, at: number, share: number): number {
  const [a, b, c, d] = [samples[at - 1]!, samples[at]!, samples[at + 1]!, samples[at + 2]!];
  const bend = 2 * a - 5 * b + 4 * c - d + share * (3 * (b - c) + d - a);
  return b + 0.5 * share * (c - a + share * bend);
}
