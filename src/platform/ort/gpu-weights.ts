import { assert } from '../../core/failure';
import type { WeightBinding } from '../../core/graph/built-graph';
import type { GpuMemory, GpuTensor } from './gpu-memory';
import type { OrtTensor } from './ort-module';

/** @returns the bytes of a binding in the type and shape of the graph. */
export type BindingReader = (binding: WeightBinding, signal: AbortSignal) => Promise<Uint8Array>;

/** The large tensors of all graphs, each uploaded once and shared by every session that names it. Owns its buffers. */
export class GpuWeights {
  readonly #memory: GpuMemory;
  readonly #tensors = new Map<string, GpuTensor & { readonly byteLength: number }>();

  constructor(memory: GpuMemory) {
    this.#memory = memory;
  }

  get byteLength(): number {
    return [...this.#tensors.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /**
   * Uploads what is not there yet: all of it, or, when that fails or is aborted, nothing.
   * @param onBytes is called for every tensor's bytes once they are on their way.
   */
  async upload(
    bindings: readonly WeightBinding[],
    read: BindingReader,
    onBytes: (byteLength: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const missing = bindings.filter(({ name }) => !this.#tensors.has(name));
    if (missing.length === 0) return;
    try {
      await this.#memory.watched(async () => {
        for (const binding of missing) {
          signal.throwIfAborted();
          const bytes = await read(binding, signal);
          const held = this.#memory.create(binding.dtype, binding.dims, binding.name);
          this.#tensors.set(binding.name, { ...held, byteLength: bytes.byteLength });
          await this.#memory.write(held.buffer, bytes);
          onBytes(bytes.byteLength);
        }
      });
    } catch (error) {
      this.release(missing);
      throw error;
    }
  }

  /** A weight's buffer, for our own kernels. */
  buffer(name: string): GPUBuffer {
    const held = this.#tensors.get(name);
    assert(held, `the weight "${name}" was uploaded`);
    return held.buffer;
  }

  /** The graph inputs for these bindings. */
  feeds(bindings: readonly WeightBinding[]): Record<string, OrtTensor> {
    const feeds: Record<string, OrtTensor> = {};
    for (const { name } of bindings) {
      const held = this.#tensors.get(name);
      assert(held, `the weight "${name}" was uploaded`);
      feeds[name] = held.tensor;
    }
    return feeds;
  }

  /** Destroys these; no session may be running with them. @returns how many bytes that frees. */
  release(bindings: Iterable<{ readonly name: string }>): number {
    const before = this.byteLength;
    for (const { name } of bindings) {
      const held = this.#tensors.get(name);
      held?.tensor.dispose();
      held?.buffer.destroy();
      this.#tensors.delete(name);
    }
    return before - this.byteLength;
  }

  dispose(): void {
    this.release([...this.#tensors.keys()].map((name) => ({ name })));
  }
}
