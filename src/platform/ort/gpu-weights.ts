import { assert } from '../../core/failure';
import type { WeightBinding } from '../../core/store/manifest';
import type { GpuMemory, GpuTensor } from './gpu-memory';
import type { OrtTensor } from './ort-module';

/** @returns the bytes of a binding in the type and shape that the graph wants. */
export type BindingReader = (binding: WeightBinding, signal: AbortSignal) => Promise<Uint8Array>;

/** The large tensors of all graphs, each uploaded once and shared by every session that names it. Owns its buffers. */
export class GpuWeights {
  readonly #memory: GpuMemory;
  readonly #tensors = new Map<string, GpuTensor>();
  byteLength = 0;

  constructor(memory: GpuMemory) {
    this.#memory = memory;
  }

  /** @param onBytes is told of every tensor's bytes once they are on their way. */
  async upload(
    bindings: readonly WeightBinding[],
    read: BindingReader,
    onBytes: (byteLength: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#memory.watched(async () => {
      for (const binding of bindings) {
        signal.throwIfAborted();
        if (this.#tensors.has(binding.name)) continue;
        const bytes = await read(binding, signal);
        const held = this.#memory.create(binding.dtype, binding.dims, binding.name);
        this.#tensors.set(binding.name, held);
        await this.#memory.write(held.buffer, bytes);
        this.byteLength += bytes.byteLength;
        onBytes(bytes.byteLength);
      }
    });
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

  dispose(): void {
    for (const { buffer, tensor } of this.#tensors.values()) {
      tensor.dispose();
      buffer.destroy();
    }
    this.#tensors.clear();
    this.byteLength = 0;
  }
}
