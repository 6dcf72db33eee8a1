import { encodeHalves } from '../data/half-float';
import { repeated } from './repeated';

/**
 * Kinds of values: every tensor of a kind reads from the same repeated block. `blocks` are quantised weights of any
 * bits, `scales-4` and `scales-8` make them as large as those of `weights`; `ones` are norms and snakes.
 */
export const fillings = ['blocks', 'scales-4', 'scales-8', 'weights', 'ones', 'biases'] as const;
export type Filling = (typeof fillings)[number];

/** A prime, so that no row of a matrix repeats the one above it. */
const TILE_ELEMENTS = 1_048_573;
/** Standard deviation of the weights: vectors keep about their length through matrices of some thousand columns. */
const DEVIATION = 0.02;
/** Standard deviations of even integers from -8 to 7 and from -128 to 127. */
const DEVIATION_OF_4_BITS = 4.61;
const DEVIATION_OF_8_BITS = 73.9;

/** Files of seeded values that are made when they are read: a repeated block each, whatever their length. */
export class SeededFiles {
  readonly #seed: number;
  readonly #tiles = new Map<Filling, Uint8Array>();

  /** @param seed 0 … 2^32 - 1. */
  constructor(seed: number) {
    this.#seed = seed;
  }

  /** @returns bytes `[offset, offset + byteLength)` of an endless file of this filling, newly allocated. */
  read(filling: Filling, offset: number, byteLength: number): Uint8Array {
    return repeated(this.#tile(filling), offset, byteLength);
  }

  #tile(filling: Filling): Uint8Array {
    const known = this.#tiles.get(filling);
    if (known) return known;
    const made = tileOf(filling, evenNumbers(this.#seed + fillings.indexOf(filling)));
    this.#tiles.set(filling, made);
    return made;
  }
}

function tileOf(filling: Filling, even: () => number): Uint8Array {
  if (filling === 'blocks') return Uint8Array.from({ length: TILE_ELEMENTS }, () => even() * 256);
  const values = Float32Array.from({ length: TILE_ELEMENTS }, () => elementOf(filling, even));
  const isFine = filling === 'ones' || filling === 'biases';
  return new Uint8Array(isFine ? values.buffer : encodeHalves(values).buffer);
}

function elementOf(filling: Exclude<Filling, 'blocks'>, even: () => number): number {
  switch (filling) {
    case 'scales-4':
      return (DEVIATION / DEVIATION_OF_4_BITS) * (0.9 + 0.2 * even());
    case 'scales-8':
      return (DEVIATION / DEVIATION_OF_8_BITS) * (0.9 + 0.2 * even());
    case 'ones':
      return 0.9 + 0.2 * even();
    case 'biases':
      return DEVIATION * (even() - 0.5);
    case 'weights':
      // Three even numbers are bell-shaped enough; their sum has a variance of a quarter.
      return 2 * DEVIATION * (even() + even() + even() - 1.5);
  }
}

/** Even numbers in [0, 1) from a seed. Source: Marsaglia, "Xorshift RNGs", 2003. */
function evenNumbers(seed: number): () => number {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x6c078965) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
