import { fail } from '../failure';
import type { CodebookSpec } from '../model/model-spec';
import { say } from '../sentence';
import type { Constraint } from './column-rule';
import type { SamplingSettings } from './sampling-settings';
import { type Selection, selectByWeight } from './weighted-select';

/**
 * Turns logits into codes: mask, temperature, top-k, top-p, softmax, one draw; every codebook on its own.
 * Works in buffers of its own, so a decode step allocates nothing. Source: higgs-audio.md F.
 */
export class Sampler {
  readonly #rowLength: number;
  readonly #scaled: Float32Array;
  readonly #candidates: Float32Array;
  readonly #weights: Float64Array;
  readonly #selection: Selection = { value: 0, weightBelow: 0 };
  readonly #spec: CodebookSpec;
  readonly #settings: SamplingSettings;

  /** @throws RangeError for settings outside their meaning; requests are checked long before. */
  constructor(spec: CodebookSpec, settings: SamplingSettings) {
    this.#spec = spec;
    this.#settings = settings;
    const { temperature, topK, topP } = settings;
    if (!(temperature >= 0 && temperature < Number.POSITIVE_INFINITY))
      throw new RangeError(`temperature ${temperature}`);
    if (!(Number.isInteger(topK) && topK >= 0)) throw new RangeError(`top-k ${topK}`);
    if (!(topP > 0 && topP <= 1)) throw new RangeError(`top-p ${topP}`);
    this.#rowLength = spec.codebookSize + 2;
    this.#scaled = new Float32Array(this.#rowLength);
    this.#candidates = new Float32Array(this.#rowLength);
    this.#weights = new Float64Array(this.#rowLength);
  }

  /**
   * @param logits `[codebookCount * (codebookSize + 2)]`.
   * @param uniform in [0, 1); not used at temperature 0, which takes the highest logit, the first among equals.
   */
  choose(logits: Float32Array, codebook: number, constraint: Constraint, uniform: number): number {
    if (constraint === 'bos') return this.#spec.streamBos;
    if (constraint === 'eos') return this.#spec.streamEos;
    const { temperature } = this.#settings;
    this.#mask(logits, codebook, constraint, temperature === 0 ? 1 : temperature);
    if (temperature === 0) return indexOfMaximum(this.#scaled);
    this.#keepTopK();
    this.#keepTopP();
    this.#softmax();
    return this.#pick(uniform);
  }

  /** Repetition-aware sampling's second choice: the plain distribution, no temperature, no top-k, no top-p. */
  chooseAgain(logits: Float32Array, codebook: number, constraint: Constraint, uniform: number): number {
    this.#mask(logits, codebook, constraint, 1);
    this.#softmax();
    return this.#pick(uniform);
  }

  /** The distribution that `choose` draws from at a temperature above 0; `[codebookSize + 2]`, newly allocated. */
  probabilities(logits: Float32Array, codebook: number, constraint: Constraint): Float64Array {
    this.choose(logits, codebook, constraint, 0);
    const total = this.#weights.reduce((sum, weight) => sum + weight, 0);
    return this.#weights.map((weight) => weight / total);
  }

  #mask(logits: Float32Array, codebook: number, constraint: Constraint, temperature: number): void {
    const scaled = this.#scaled;
    const start = codebook * this.#rowLength;
    for (let code = 0; code < this.#rowLength; code++) {
      const logit = logits[start + code]!;
      if (Number.isNaN(logit) || logit === Number.POSITIVE_INFINITY) failNotFinite(codebook);
      scaled[code] = logit / temperature;
    }
    if (constraint !== 'any') scaled[this.#spec.streamBos] = Number.NEGATIVE_INFINITY;
    if (constraint === 'speech') scaled[this.#spec.streamEos] = Number.NEGATIVE_INFINITY;
    if (scaled[indexOfMaximum(scaled)] === Number.NEGATIVE_INFINITY) failNotFinite(codebook);
  }

  /** Ties with the k-th highest stay, as in both references. */
  #keepTopK(): void {
    const { topK } = this.#settings;
    if (topK === 0 || topK >= this.#rowLength) return;
    this.#candidates.set(this.#scaled);
    this.#weights.fill(1);
    selectByWeight(this.#candidates, this.#weights, this.#rowLength, this.#rowLength - topK, this.#selection);
    const lowest = this.#selection.value;
    for (let code = 0; code < this.#rowLength; code++) {
      if (this.#scaled[code]! < lowest) this.#scaled[code] = Number.NEGATIVE_INFINITY;
    }
  }

  /** Drops from the least probable on while their sum is at most 1 - top-p; among equals the lowest code goes first. */
  #keepTopP(): void {
    const { topP } = this.#settings;
    if (topP === 1) return;
    const scaled = this.#scaled;
    const candidates = this.#candidates;
    const weights = this.#weights;
    const selection = this.#selection;
    const highest = scaled[indexOfMaximum(scaled)]!;
    let count = 0;
    let total = 0;
    for (let code = 0; code < this.#rowLength; code++) {
      if (scaled[code] === Number.NEGATIVE_INFINITY) continue;
      candidates[count] = scaled[code]!;
      weights[count] = Math.exp(scaled[code]! - highest);
      total += weights[count++]!;
    }
    const dropped = (1 - topP) * total;
    selectByWeight(candidates, weights, count, dropped, selection);
    const lowest = selection.value;
    let equals = 0;
    for (let code = 0; code < this.#rowLength; code++) if (scaled[code] === lowest) equals++;
    const fitting = Math.floor((dropped - selection.weightBelow) / Math.exp(lowest - highest));
    let droppedEquals = Math.min(equals - 1, fitting);
    for (let code = 0; code < this.#rowLength; code++) {
      const isDroppedEqual = scaled[code] === lowest && droppedEquals-- > 0;
      if (scaled[code]! < lowest || isDroppedEqual) scaled[code] = Number.NEGATIVE_INFINITY;
    }
  }

  /** Unnormalised: `pick` divides by the sum. */
  #softmax(): void {
    const scaled = this.#scaled;
    const weights = this.#weights;
    const highest = scaled[indexOfMaximum(scaled)]!;
    for (let code = 0; code < this.#rowLength; code++) {
      // Most codes are filtered out by now, and the exponential is what takes the time.
      weights[code] = scaled[code] === Number.NEGATIVE_INFINITY ? 0 : Math.exp(scaled[code]! - highest);
    }
  }

  /** The first code whose cumulative probability is above `uniform`. */
  #pick(uniform: number): number {
    let total = 0;
    for (let code = 0; code < this.#rowLength; code++) total += this.#weights[code]!;
    let sum = 0;
    let lastPossible = 0;
    for (let code = 0; code < this.#rowLength; code++) {
      if (this.#weights[code] === 0) continue;
      sum += this.#weights[code]!;
      if (sum / total > uniform) return code;
      lastPossible = code;
    }
    return lastPossible; // only when rounding leaves the last sum below `uniform`
  }
}

export function indexOfMaximum(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

function failNotFinite(codebook: number): never {
  fail(
    'unsupported',
    say`The model computed numbers that are not finite on this device; choose another backend or another precision.`,
    { codebook },
  );
}
