/**
 * Samples from one writer to one reader, in memory that both may share. Over a SharedArrayBuffer the two sides live in
 * different threads; over an ArrayBuffer both live in one. Nothing here allocates, locks or waits.
 *
 * Layout: two Int32 counters, each alone on a cache line so that the sides do not slow each other, then the samples.
 * The counters only ever grow and wrap at 2^32; with a capacity that is a power of two their difference stays right.
 */
const CACHE_LINE_BYTES = 64;
const HEADER_BYTES = 2 * CACHE_LINE_BYTES;
const WRITTEN_AT = 0;
const readAt = CACHE_LINE_BYTES / Int32Array.BYTES_PER_ELEMENT;

export class RingBuffer {
  readonly capacitySamples: number;
  readonly #counters: Int32Array;
  readonly #samples: Float32Array;

  /** Bytes of memory that a ring of `capacitySamples` (a power of two) needs. */
  static byteLength(capacitySamples: number): number {
    assertPowerOfTwo(capacitySamples);
    return HEADER_BYTES + capacitySamples * Float32Array.BYTES_PER_ELEMENT;
  }

  /** @param memory as many bytes as `byteLength` says; all zero for an empty ring. Both sides wrap the same memory. */
  constructor(memory: ArrayBufferLike) {
    this.#counters = new Int32Array(memory, 0, HEADER_BYTES / Int32Array.BYTES_PER_ELEMENT);
    this.#samples = new Float32Array(memory, HEADER_BYTES);
    this.capacitySamples = this.#samples.length;
    assertPowerOfTwo(this.capacitySamples);
  }

  /** Samples that can be read now. The reader may find more a moment later, the writer fewer; never the other way. */
  get availableSamples(): number {
    return (Atomics.load(this.#counters, WRITTEN_AT) - Atomics.load(this.#counters, readAt)) >>> 0;
  }

  get roomSamples(): number {
    return this.capacitySamples - this.availableSamples;
  }

  /** Writer only. @returns how many samples of `source` from `start` on were taken: fewer than asked when full. */
  write(source: Float32Array, start = 0, count = source.length - start): number {
    const written = Atomics.load(this.#counters, WRITTEN_AT);
    const taken = Math.min(count, this.roomSamples);
    const mask = this.capacitySamples - 1;
    for (let i = 0; i < taken; i++) this.#samples[(written + i) & mask] = source[start + i]!;
    // The store publishes the samples: the reader sees them before it sees the new count.
    Atomics.store(this.#counters, WRITTEN_AT, (written + taken) | 0);
    return taken;
  }

  /** Reader only. @returns how many samples were put into `target` from `start` on: fewer than asked when empty. */
  read(target: Float32Array, start = 0, count = target.length - start): number {
    const read = Atomics.load(this.#counters, readAt);
    const given = Math.min(count, this.availableSamples);
    const mask = this.capacitySamples - 1;
    for (let i = 0; i < given; i++) target[start + i] = this.#samples[(read + i) & mask]!;
    Atomics.store(this.#counters, readAt, (read + given) | 0);
    return given;
  }

  /** Reader only: drops up to `count` samples unheard. @returns how many. */
  skip(count: number): number {
    const skipped = Math.min(count, this.availableSamples);
    Atomics.store(this.#counters, readAt, (Atomics.load(this.#counters, readAt) + skipped) | 0);
    return skipped;
  }
}

function assertPowerOfTwo(capacitySamples: number): void {
  if (!(capacitySamples > 0) || (capacitySamples & (capacitySamples - 1)) !== 0)
    throw new RangeError(`A ring's capacity must be a power of two, not ${capacitySamples}.`);
}
