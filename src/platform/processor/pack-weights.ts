import { assert } from '../../core/failure';
import type { ModelPackage } from '../../core/package/model-package';
import { quantised, scales } from '../../core/package/tensor-names';
import { blocksPerRow, dequantiseRows } from '../../core/quantise/block-quantise';
import type { Kernel } from './kernel';
import type { PlacedMatrix, PlacedVector } from './language-plan';
import { isBlocks, matrixKinds, stagedRows, storedRowBytes, tileBytes, tileRows } from './packed-matrix';

/** Tensors as a package stores them; a rehearsal makes them up. */
export type WeightSource = Pick<ModelPackage, 'tensor' | 'readBytes' | 'readFloats'>;

/** Writes weights into their places, where products read them. Each tensor is read once, and not kept. */
export class WeightPacker {
  readonly #kernel: Kernel;
  readonly #memory: WebAssembly.Memory;
  readonly #source: WeightSource;
  /** Room behind the weights in which rows wait to be packed. */
  readonly #stage: number;

  constructor(kernel: Kernel, memory: WebAssembly.Memory, source: WeightSource, stage: number) {
    this.#kernel = kernel;
    this.#memory = memory;
    this.#source = source;
    this.#stage = stage;
  }

  async vector({ binding, address }: PlacedVector, signal: AbortSignal): Promise<void> {
    const values = await this.#source.readFloats(binding.name, signal);
    new Float32Array(this.#memory.buffer, address, values.length).set(values);
  }

  async matrix(matrix: PlacedMatrix, signal: AbortSignal): Promise<void> {
    const { kind, columns, binding } = matrix;
    const { source } = binding;
    if (source.type !== 'dequantised') {
      const bytes = await this.#source.readBytes(binding.name, signal);
      this.#packFloats(matrix, bytes);
      return;
    }
    const ints = await this.#source.readBytes(quantised(source.tensor), signal);
    const steps = await this.#source.readBytes(scales(source.tensor), signal);
    if (isBlocks(kind)) this.#packBlocks(matrix, ints, steps);
    else {
      const values = dequantiseRows(ints, new Uint16Array(steps.slice().buffer), columns, source.bits);
      this.#packFloats(matrix, new Uint8Array(values.buffer));
    }
  }

  #packFloats(matrix: PlacedMatrix, bytes: Uint8Array): void {
    const { kind, columns } = matrix;
    const rowBytes = storedRowBytes(matrix);
    this.#inParts(matrix, (from, count, to) => {
      this.#copy(bytes, from * rowBytes, count * rowBytes, this.#stage);
      this.#kernel.packFloats(matrixKinds[kind], this.#stage, count, columns, to);
    });
  }

  #packBlocks(matrix: PlacedMatrix, ints: Uint8Array, steps: Uint8Array): void {
    const blocks = blocksPerRow(matrix.columns);
    const intBytes = storedRowBytes(matrix) - 2 * blocks;
    this.#inParts(matrix, (from, count, to) => {
      const stepsAt = this.#stage + count * intBytes;
      this.#copy(ints, from * intBytes, count * intBytes, this.#stage);
      this.#copy(steps, from * 2 * blocks, count * 2 * blocks, stepsAt);
      this.#kernel.packBlocks(matrixKinds[matrix.kind], this.#stage, stepsAt, count, blocks, to);
    });
  }

  /** Calls `pack` for some whole tiles at a time, with the place that they take. */
  #inParts(matrix: PlacedMatrix, pack: (from: number, count: number, to: number) => void): void {
    const atOnce = stagedRows(matrix);
    for (let from = 0; from < matrix.rows; from += atOnce) {
      const to = matrix.address + (from / tileRows(matrix.kind)) * tileBytes(matrix);
      pack(from, Math.min(atOnce, matrix.rows - from), to);
    }
  }

  #copy(bytes: Uint8Array, from: number, byteLength: number, to: number): void {
    assert(from + byteLength <= bytes.byteLength, 'a tensor has the size that the manifest tells');
    new Uint8Array(this.#memory.buffer, to, byteLength).set(bytes.subarray(from, from + byteLength));
  }
}
