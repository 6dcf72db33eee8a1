import { orAborted } from '../../core/data/or-aborted';
import { formatBytes } from '../../core/data/units';
import { FailureError, fail } from '../../core/failure';
import type { WeightBinding } from '../../core/graph/built-graph';
import { say } from '../../core/sentence';
import type { OrtModule, OrtTensor } from './ort-module';

export type GpuDtype = WeightBinding['dtype'];

/** Written at a time: the browser stages each piece, so small pieces bound its memory. */
const PIECE_BYTES = 8 * 2 ** 20;
/** Written before waiting for the queue, for the same reason. */
const IN_FLIGHT_BYTES = 256 * 2 ** 20;
/** Wait for the report of a loss after work has failed: browsers often give it a moment later. */
const LOSS_REPORT_MILLISECONDS = 250;

export const elementBytes: Readonly<Record<GpuDtype, number>> = { float32: 4, float16: 2, uint8: 1 };

export function tensorBytes(dtype: GpuDtype, dims: readonly number[]): number {
  return dims.reduce((size, dim) => size * dim, elementBytes[dtype]);
}

export type GpuTensor = { readonly buffer: GPUBuffer; readonly tensor: OrtTensor };

/** Creates and fills buffers of one device, and watches over it. The caller destroys its buffers. */
export class GpuMemory {
  readonly device: GPUDevice;
  readonly #ort: OrtModule;
  #bytesInFlight = 0;
  /** Aborted once the device is lost. */
  readonly #lost = new AbortController();

  constructor(ort: OrtModule, device: GPUDevice) {
    this.#ort = ort;
    this.device = device;
    device.lost.then((info) => this.#lost.abort(new Error(info.message || info.reason)));
  }

  /** The most that one tensor may take. */
  get maxTensorBytes(): number {
    const { maxStorageBufferBindingSize, maxBufferSize } = this.device.limits;
    return Math.min(maxStorageBufferBindingSize, maxBufferSize);
  }

  /** @throws FailureError 'unsupported' if one tensor is larger than the adapter can bind. */
  create(dtype: GpuDtype, dims: readonly number[], name: string): GpuTensor {
    const byteLength = tensorBytes(dtype, dims);
    const limit = this.maxTensorBytes;
    if (byteLength > limit) {
      fail(
        'unsupported',
        say`"${name}" needs ${formatBytes(byteLength)} in one piece, but this graphics adapter allows ${formatBytes(limit, Math.floor)}. Choose the wasm backend or a smaller model.`,
        { tensor: name, byteLength, limit },
      );
    }
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
    const buffer = this.device.createBuffer({ size: Math.max(16, Math.ceil(byteLength / 16) * 16), usage });
    const tensor = this.#ort.Tensor.fromGpuBuffer(buffer, { dataType: dtype, dims: [...dims] });
    return { buffer, tensor };
  }

  /** @param bytes the buffer's whole content. */
  async write(buffer: GPUBuffer, bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES) {
      const piece = bytes.subarray(at, at + PIECE_BYTES);
      // A write must cover whole words; only the last piece can end within one.
      const whole = piece.byteLength % 4 === 0 ? piece : padded(piece);
      this.device.queue.writeBuffer(buffer, at, whole as Uint8Array<ArrayBuffer>);
      this.#bytesInFlight += whole.byteLength;
      if (this.#bytesInFlight < IN_FLIGHT_BYTES) continue;
      this.#bytesInFlight = 0;
      await this.guard(this.device.queue.onSubmittedWorkDone());
    }
  }

  /**
   * Runs `work` and reports memory that ran out meanwhile as a failure: the browser reports it late and aside.
   * @throws FailureError 'out-of-memory'
   */
  async watched<T>(work: () => Promise<T>): Promise<T> {
    this.device.pushErrorScope('out-of-memory');
    let result: T;
    try {
      result = await work();
    } catch (error) {
      await this.device.popErrorScope().catch(() => null);
      throw error;
    }
    const error = await this.guard(this.device.popErrorScope());
    if (error) {
      fail(
        'out-of-memory',
        say`The graphics memory is full. Close other pages that use it, or choose a smaller model or the wasm backend.`,
        undefined,
        error,
      );
    }
    return result;
  }

  /** Waits for `work`, which may never end once the device is lost. @throws FailureError 'device-lost' */
  async guard<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#lost;
    try {
      return await orAborted(work, signal);
    } catch (error) {
      if (error instanceof FailureError) throw error;
      if (!signal.aborted) await this.#untilLossReport();
      if (!signal.aborted) throw error;
      fail(
        'device-lost',
        say`The graphics device was lost: the system took it away or it was reset. Load the model again.`,
        { reason: signal.reason.message },
        error,
      );
    }
  }

  async #untilLossReport(): Promise<void> {
    const timeout = new Promise((resolve) => setTimeout(resolve, LOSS_REPORT_MILLISECONDS));
    await Promise.race([this.device.lost, timeout]);
  }
}

function padded(piece: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(piece.byteLength / 4) * 4);
  whole.set(piece);
  return whole;
}
