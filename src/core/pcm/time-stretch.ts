import { joinSamples } from './join-samples';

export const SLOWEST_SPEED = 0.25;
export const FASTEST_SPEED = 4;

/** Length of a join: two periods of the lowest voices. */
const JOIN_SECONDS = 0.02;
/**
 * How far from its due place a stretch is looked for that goes on as the sound before it does: a period of
 * those.
 */
const SEARCH_SECONDS = 0.0125;
/** Samples between two places that are tried at first. */
const SEARCH_STEP = 4;

/**
 * Makes speech faster or slower and keeps its pitch, as it comes. WSOLA: the output is made of joins; each
 * fades from the input as it goes on to that stretch near the due place which looks most like it. The output
 * does not depend on how the input was cut. Own code, because it is shorter than what a library would need
 * around it. Source: Verhelst and Roelands, "An overlap-add technique based on waveform similarity", ICASSP
 * 1993.
 */
export class TimeStretch {
  readonly #speed: number;
  readonly #join: number;
  readonly #search: number;
  readonly #fadeIn: Float32Array;
  /** Input from sample `#heldFrom` on. */
  #held: Float32Array = new Float32Array();
  #heldFrom = 0;
  #inputCount = 0;
  #joinCount = 0;
  /** Sample of the input that follows the last join. */
  #goesOnAt = 0;

  /**
   * @param speed 2 is twice as fast; at 1 the samples pass as they are.
   * @throws RangeError outside of 0.25 to 4.
   */
  constructor(sampleRateHz: number, speed: number) {
    if (!(speed >= SLOWEST_SPEED && speed <= FASTEST_SPEED)) throw new RangeError(`speed ${speed}`);
    this.#speed = speed;
    this.#join = Math.round(JOIN_SECONDS * sampleRateHz);
    this.#search = Math.round(SEARCH_SECONDS * sampleRateHz);
    this.#fadeIn = Float32Array.from(
      { length: this.#join },
      (_, at) => 0.5 - 0.5 * Math.cos((Math.PI * (at + 0.5)) / this.#join),
    );
  }

  /** @returns the output that is ready. */
  push(samples: Float32Array): Float32Array {
    this.#inputCount += samples.length;
    if (this.#speed === 1) return samples;
    this.#held = joinSamples([this.#held, samples]);
    const parts: Float32Array[] = [];
    while (this.#readUntil <= this.#inputCount && this.#dueAt(this.#joinCount + 1) <= this.#inputCount)
      parts.push(this.#nextJoin());
    this.#letGo();
    return joinSamples(parts);
  }

  /** @returns the rest; all output together is as long as the input divided by the speed. */
  finish(): Float32Array {
    if (this.#speed === 1) return new Float32Array();
    const left = Math.round(this.#inputCount / this.#speed) - this.#joinCount * this.#join;
    if (left <= 0) return new Float32Array();
    // Silence follows.
    this.#held = joinSamples([this.#held, new Float32Array(FASTEST_SPEED * left + 4 * this.#join)]);
    const parts: Float32Array[] = [];
    for (let length = 0; length < left; length += this.#join) parts.push(this.#nextJoin());
    return joinSamples(parts).subarray(0, left);
  }

  /** Number of input samples that the next join may read. */
  get #readUntil(): number {
    return Math.max(this.#dueAt(this.#joinCount) + this.#search, this.#goesOnAt) + this.#join;
  }

  /** Place in the input that a join should lead to. */
  #dueAt(index: number): number {
    return Math.round(index * this.#join * this.#speed);
  }

  #nextJoin(): Float32Array {
    const from = this.#goesOnAt;
    const to = this.#joinCount === 0 ? 0 : this.#mostAlike(from, this.#dueAt(this.#joinCount));
    this.#joinCount++;
    this.#goesOnAt = to + this.#join;
    const before = from - this.#heldFrom;
    const after = to - this.#heldFrom;
    return this.#fadeIn.map((gain, at) => {
      const old = this.#held[before + at]!;
      return old + gain * (this.#held[after + at]! - old);
    });
  }

  /** The sample near `due` from which the input is most like that from `from` on: searched in steps, then around the best. */
  #mostAlike(from: number, due: number): number {
    const earliest = Math.max(0, due - this.#search);
    const latest = due + this.#search;
    let best = due;
    let bestLikeness = this.#likeness(from, due);
    const look = (first: number, last: number, step: number) => {
      for (let place = Math.max(first, earliest); place <= Math.min(last, latest); place += step) {
        const likeness = this.#likeness(from, place);
        if (likeness <= bestLikeness) continue;
        best = place;
        bestLikeness = likeness;
      }
    };
    look(earliest, latest, SEARCH_STEP);
    look(best - SEARCH_STEP + 1, best + SEARCH_STEP - 1, 1);
    return best;
  }

  /** Correlation of two stretches of the input, divided by the size of the second. */
  #likeness(one: number, other: number): number {
    const held = this.#held;
    const a = one - this.#heldFrom;
    const b = other - this.#heldFrom;
    let product = 0;
    let energy = 0;
    for (let at = 0; at < this.#join; at++) {
      const sample = held[b + at]!;
      product += held[a + at]! * sample;
      energy += sample * sample;
    }
    return energy === 0 ? 0 : product / Math.sqrt(energy);
  }

  /** Forgets the input that no join reads any more. */
  #letGo(): void {
    const next = Math.min(this.#dueAt(this.#joinCount) - this.#search, this.#goesOnAt);
    const done = Math.min(next - this.#heldFrom, this.#held.length);
    if (done <= 0) return;
    this.#held = this.#held.slice(done);
    this.#heldFrom += done;
  }
}
