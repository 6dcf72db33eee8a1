import { joinSamples } from './join-samples';

/** Stretches of sound that are judged together. */
const BLOCK_SECONDS = 0.01;
/** Softer than the loudest block so far by more than this is silence: 40 dB. */
const QUIET_SHARE = 0.01;
/** Softer than this is silence in any case: −66 dB of full scale, as the root of the mean square. */
const QUIET_LEVEL = 0.0005;
/** Silence that is kept, so that soft consonants at the edges stay whole. */
const KEPT_BEFORE_BLOCKS = 3;
const KEPT_AFTER_SECONDS = 0.07;
/** Blocks that are compared to find the start of a piece. */
const LEAD_BLOCKS = 25;
/** A piece begins where it is louder than this part of the lead's loudest block: 34 dB below it. */
const LEAD_SHARE = 0.02;
/** A lead without anything louder, −50 dB of full scale, is silence. */
const START_LEVEL = 0.003;
const FADE_SECONDS = 0.005;

/** Ends of the sound that meet another piece. Other ends are left as they are. */
export type TrimmedEdges = { readonly start: boolean; readonly end: boolean };

/**
 * Takes the silence off the edges of a piece while it streams, and fades both edges to nothing, so that it
 * can stand beside silence without a click. Sound comes out as soon as something loud has followed it, the
 * first of it a quarter of a second later.
 */
export class EdgeTrim {
  readonly #edges: TrimmedEdges;
  readonly #blockSamples: number;
  readonly #keptAfter: number;
  readonly #fadeSamples: number;
  /** Blocks before the piece has begun. */
  #lead: { readonly block: Float32Array; readonly level: number }[] = [];
  /** Samples not yet given out: the last loud block and what follows it. */
  #held: Float32Array = new Float32Array(0);
  /** The rest of the last chunk that fills no block. */
  #rest: Float32Array = new Float32Array(0);
  /** Samples in `#held` of the last loud block. */
  #loudHeld = 0;
  #loudest = 0;
  #hasBegun: boolean;
  #trimmedStart = 0;
  #trimmedEnd = 0;

  constructor(sampleRateHz: number, edges: TrimmedEdges) {
    const samples = (seconds: number) => Math.round(seconds * sampleRateHz);
    this.#edges = edges;
    this.#blockSamples = samples(BLOCK_SECONDS);
    this.#keptAfter = samples(KEPT_AFTER_SECONDS);
    this.#fadeSamples = samples(FADE_SECONDS);
    this.#hasBegun = !edges.start;
  }

  /** Samples that were taken off, once `finish` was called. */
  get trimmed(): { readonly startSamples: number; readonly endSamples: number } {
    return { startSamples: this.#trimmedStart, endSamples: this.#trimmedEnd };
  }

  /** Whether anything but silence was heard. */
  get hasSound(): boolean {
    return this.#loudest > QUIET_LEVEL;
  }

  /** @returns what can be let out now, possibly nothing; newly allocated. */
  push(samples: Float32Array): Float32Array {
    const out: Float32Array[] = [];
    const all = joinSamples([this.#rest, samples]);
    let at = 0;
    for (; at + this.#blockSamples <= all.length; at += this.#blockSamples) {
      this.#accept(all.subarray(at, at + this.#blockSamples), out);
    }
    this.#rest = all.slice(at);
    return joinSamples(out);
  }

  /** @returns the end of the piece, faded out where it meets another one. */
  finish(): Float32Array {
    const out: Float32Array[] = [];
    if (this.#rest.length > 0) this.#accept(this.#rest, out);
    this.#rest = new Float32Array(0);
    if (!this.#hasBegun) this.#look(out, true);
    const held = this.#held;
    this.#held = new Float32Array(0);
    const kept = this.#edges.end ? Math.min(held.length, this.#loudHeld + this.#keptAfter) : held.length;
    this.#trimmedEnd = held.length - kept;
    const end = joinSamples([...out, held.subarray(0, kept)]);
    const fadeLength = Math.max(kept - this.#loudHeld, this.#fadeSamples);
    if (this.#edges.end) fadeOut(end, Math.min(end.length, fadeLength));
    return end;
  }

  #accept(block: Float32Array, out: Float32Array[]): void {
    const level = rootMeanSquare(block);
    if (!this.#hasBegun) {
      this.#lead.push({ block, level });
      if (this.#lead.length >= LEAD_BLOCKS) this.#look(out, false);
      return;
    }
    this.#loudest = Math.max(this.#loudest, level);
    this.#let(block, level > this.#quiet, out);
  }

  get #quiet(): number {
    return Math.max(QUIET_LEVEL, QUIET_SHARE * this.#loudest);
  }

  /** Lets out what may no longer be the end. */
  #let(block: Float32Array, isLoud: boolean, out: Float32Array[]): void {
    this.#held = joinSamples([this.#held, block]);
    if (this.#edges.end && !isLoud) return;
    // The last loud block may turn out to be the end, which is faded.
    const kept = this.#edges.end ? block.length : 0;
    out.push(this.#held.subarray(0, this.#held.length - kept));
    this.#held = this.#held.slice(this.#held.length - kept);
    this.#loudHeld = kept;
  }

  /** Finds the first sound in the lead; a click of the codec's start, one block long, is none. */
  #look(out: Float32Array[], isEnd: boolean): void {
    const loudest = this.#lead.reduce((most, { level }) => Math.max(most, level), 0);
    const isSound = (index: number) =>
      (this.#lead[index]?.level ?? 0) > Math.max(QUIET_LEVEL, LEAD_SHARE * loudest);
    const start = this.#lead.findIndex((_, index) => isSound(index) && (isEnd || isSound(index + 1)));
    const isSilent = start < 0 || loudest < START_LEVEL;
    const dropped = Math.max(0, (isSilent ? this.#lead.length : start) - KEPT_BEFORE_BLOCKS);
    for (const { block } of this.#lead.splice(0, dropped)) this.#trimmedStart += block.length;
    if (isSilent && !isEnd) return;
    this.#hasBegun = !isSilent;
    this.#loudest = loudest;
    const lead = this.#lead.splice(0);
    const first = joinSamples(lead.map(({ block }) => block));
    fadeIn(first, Math.min(this.#fadeSamples, first.length));
    let at = 0;
    for (const { block, level } of lead) {
      if (isSilent) this.#trimmedStart += block.length;
      else this.#let(first.slice(at, at + block.length), level > this.#quiet, out);
      at += block.length;
    }
  }
}

function fadeIn(samples: Float32Array, length: number): void {
  for (let index = 0; index < length; index++)
    samples[index] = (samples[index]! * (index + 1)) / (length + 1);
}

function fadeOut(samples: Float32Array, length: number): void {
  const start = samples.length - length;
  for (let index = 0; index < length; index++) {
    samples[start + index] = (samples[start + index]! * (length - index)) / (length + 1);
  }
}

function rootMeanSquare(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}
