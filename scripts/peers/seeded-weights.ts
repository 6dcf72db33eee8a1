import { seededRandom } from '../../test/fakes/seeded-random';

/** Values of one scale, as in the block formats of the peers. */
export const BLOCK_LENGTH = 32;

/** Seeded weights whose products keep the size of what they multiply, so that no number overflows or vanishes. */
export class SeededWeights {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  bytes(count: number): Uint8Array<ArrayBuffer> {
    const words = new Uint32Array(Math.ceil(count / 4));
    for (let index = 0; index < words.length; index++) words[index] = this.#random() * 2 ** 32;
    return new Uint8Array(words.buffer, 0, count);
  }

  /** @param columnCount length of a row; the values have its inverse square root as their deviation. */
  floats(count: number, columnCount: number): Float32Array<ArrayBuffer> {
    const widest = Math.sqrt(3 / columnCount);
    return Float32Array.from({ length: count }, () => (2 * this.#random() - 1) * widest);
  }
}

/** Scale of random integers of so many bits, for products of rows of `columnCount`. */
export function scaleOf(bits: 4 | 8, columnCount: number): number {
  // The deviation of evenly spread integers is their count by the square root of 12.
  return Math.sqrt(12) / (2 ** bits * Math.sqrt(columnCount));
}
