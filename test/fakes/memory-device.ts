import type { OrtModule } from '../../src/platform/ort/ort-module';

/** A graphics device whose buffers are arrays and whose memory can be full; with as much of a runtime as GpuMemory needs. */
export class MemoryDevice {
  /** Bytes of all buffers together; what goes beyond is an error of the scope that is open. */
  room = Number.POSITIVE_INFINITY;
  readonly buffers = new Map<object, Uint8Array>();
  readonly #scopes: { isFull: boolean }[] = [];

  get heldBytes(): number {
    return [...this.buffers.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  readonly device = {
    lost: new Promise<never>(() => {}),
    limits: { maxStorageBufferBindingSize: 2 ** 27, maxBufferSize: 2 ** 28 },
    createBuffer: ({ size }: { size: number }) => {
      const buffer = { destroy: () => void this.buffers.delete(buffer) };
      if (this.heldBytes + size > this.room) {
        for (const scope of this.#scopes) scope.isFull = true;
      } else this.buffers.set(buffer, new Uint8Array(size));
      return buffer;
    },
    queue: {
      writeBuffer: (buffer: object, offset: number, bytes: Uint8Array) =>
        this.buffers.get(buffer)?.set(bytes, offset),
      onSubmittedWorkDone: async () => {},
    },
    pushErrorScope: () => void this.#scopes.push({ isFull: false }),
    popErrorScope: async () => (this.#scopes.pop()?.isFull ? new Error('full') : null),
  } as unknown as GPUDevice;

  /** A tensor is the buffer that it was made of. */
  readonly ort = {
    Tensor: { fromGpuBuffer: (buffer: object) => ({ buffer, dispose: () => {} }) },
  } as unknown as OrtModule;

  bytesOf(tensor: unknown): number[] {
    return [...(this.buffers.get((tensor as { buffer: object }).buffer) ?? [])];
  }
}
