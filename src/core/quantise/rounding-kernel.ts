import { type Coding, decodeQuantised, isFloatCoding, valueCount } from '../checkpoint/coding';
import { type FloatDtype, floatBytes } from '../checkpoint/float-dtype';
import { fromBase64 } from '../data/base64';
import { assert } from '../failure';
import { blocksPerRow, bytesPerBlock } from './block-quantise';
import { kernelBytes } from './kernel-bytes';
import type { Rounder, RoundingJob, RoundingOutcome } from './rounder';

/** Exports of kernel.as. */
type KernelExports = {
  readonly memory: WebAssembly.Memory;
  quantise(
    input: number,
    dtype: number,
    rowCount: number,
    columnCount: number,
    bits: number,
    better: number,
    ints: number,
    scales: number,
    row: number,
    sums: number,
  ): number;
  halves(input: number, dtype: number, count: number, output: number, row: number, sums: number): number;
};

const dtypeCodes: Readonly<Record<FloatDtype, number>> = { BF16: 0, F16: 1, F32: 2 };
/** Floats are decoded by the module, other codings before. */
const inputDtype = (coding: Coding): FloatDtype => (isFloatCoding(coding) ? coding : 'F32');
const TOO_LARGE = -2;
const PAGE_BYTES = 2 ** 16;
/** Below this the module keeps its own data. */
const FREE_FROM = PAGE_BYTES;
/** Values that `halves` takes at once. */
const HALVES_AT_ONCE = 1024;

/** The kernel in the thread that calls it. Its memory grows with the largest job, and is used again. */
export class RoundingKernel {
  readonly #exports: KernelExports;

  constructor() {
    const bytes = fromBase64(kernelBytes);
    this.#exports = new WebAssembly.Instance(new WebAssembly.Module(bytes))
      .exports as unknown as KernelExports;
  }

  round(job: RoundingJob): RoundingOutcome {
    const elements = valueCount(job.coding, job.parts);
    return job.to === 'halves' ? this.#halves(job, elements) : this.#blocks(job, elements);
  }

  #halves(job: RoundingJob, count: number): RoundingOutcome {
    const dtype = inputDtype(job.coding);
    const inputBytes = count * floatBytes(dtype);
    const [sums, row, output, input] = this.#room(16, HALVES_AT_ONCE * 4, count * 2, inputBytes);
    this.#takeIn(job, input, count);
    const status = this.#exports.halves(input, dtypeCodes[dtype], count, output, row, sums);
    return this.#outcome(status, output, count * 2, 0, 0, sums);
  }

  #blocks(job: RoundingJob & { readonly to: 'blocks' }, elements: number): RoundingOutcome {
    const { columnCount, bits, rounding } = job;
    const rowCount = columnCount === 0 ? 0 : elements / columnCount;
    assert(Number.isInteger(rowCount), 'a job has whole rows');
    const perRow = blocksPerRow(columnCount);
    const intBytes = rowCount * perRow * bytesPerBlock(bits);
    const scaleCount = rowCount * perRow;
    const dtype = inputDtype(job.coding);
    const [sums, row, ints, scales, input] = this.#room(
      16,
      perRow * 128,
      intBytes,
      scaleCount * 2,
      elements * floatBytes(dtype),
    );
    this.#takeIn(job, input, elements);
    const status = this.#exports.quantise(
      input,
      dtypeCodes[dtype],
      rowCount,
      columnCount,
      bits,
      rounding === 'better' ? 1 : 0,
      ints,
      scales,
      row,
      sums,
    );
    return this.#outcome(status, ints, intBytes, scales, scaleCount, sums);
  }

  /** Lays the job's values into the module's memory. */
  #takeIn({ coding, parts }: RoundingJob, input: number, count: number): void {
    if (isFloatCoding(coding)) this.#bytes(input, parts[0]!.byteLength).set(parts[0]!);
    else decodeQuantised(coding, parts, new Float32Array(this.#exports.memory.buffer, input, count));
  }

  #outcome(
    status: number,
    values: number,
    valueBytes: number,
    scales: number,
    scaleCount: number,
    sums: number,
  ): RoundingOutcome {
    if (status === TOO_LARGE) return { type: 'too-large' };
    if (status >= 0) return { type: 'not-finite', index: status };
    const [squaredError, squaredNorm] = new Float64Array(this.#exports.memory.buffer, sums, 2);
    return {
      type: 'done',
      values: this.#bytes(values, valueBytes).slice(),
      scales: new Uint16Array(this.#exports.memory.buffer, scales, scaleCount).slice(),
      squaredError: squaredError!,
      squaredNorm: squaredNorm!,
    };
  }

  #bytes(from: number, byteLength: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#exports.memory.buffer, from, byteLength);
  }

  /** Lays regions one behind the other, aligned to 16 bytes. @returns where each begins. */
  #room<const Sizes extends readonly number[]>(...sizes: Sizes): { -readonly [K in keyof Sizes]: number } {
    let end = FREE_FROM;
    const starts = sizes.map((size) => {
      const start = end;
      end += (size + 15) & ~15;
      return start;
    });
    const { memory } = this.#exports;
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES);
    if (missing > 0) memory.grow(missing);
    return starts as { -readonly [K in keyof Sizes]: number };
  }
}

/** Rounds in this thread. */
export function localRounder(): Rounder {
  const kernel = new RoundingKernel();
  return {
    atOnce: 1,
    async round(job, signal) {
      signal.throwIfAborted();
      return kernel.round(job);
    },
  };
}
