import type { DeviceFacts, DeviceSpeeds } from '../../core/device/device-facts';
import { PREFILL_ROWS } from '../../core/device/predict-speech';
import type { BackendChoice } from '../../core/speech/speech-engine';
import { chooseBackend, type Machine, type ModelNeeds } from '../ort/backend-choice';
import type { OrtModule } from '../ort/ort-module';
import { startWebThread } from '../processor/web-thread';
import { graphicsCopy, processorCopy } from './measure-copy';
import { type KernelSpeeds, measureKernel } from './measure-kernel';
import {
  largeMeasuring,
  measureProduct,
  measureProducts,
  smallMeasuring,
  tinyMeasuring,
} from './measure-speeds';
import { cpuChains, gpuChains } from './product-chains';

/**
 * Needs of a published model in 4 or 8 bits. Some need more buffers, for norms of queries and keys: the card
 * says apart from this whether the adapter has them.
 */
const publishedNeeds: ModelNeeds = {
  targets: ['webgpu-f32', 'webgpu-f16', 'cpu-kernel', 'cpu-quantised'],
  whyNotKernel: null,
  bufferCount: 0,
  largestPieceBytes: 0,
};

/**
 * Measures what a published model would run on: its products and a copy of memory. It takes well under a second on a
 * graphics card, a few on a software one, and as much memory as ten matrices of a large model, which is given back.
 * @param now milliseconds of a clock that never goes back.
 * @throws FailureError 'unsupported', 'out-of-memory', 'device-lost'.
 */
export async function measureDevice(
  choice: BackendChoice,
  machine: Machine,
  loadOrt: (backend: 'webgpu' | 'wasm', threadCount: number) => Promise<OrtModule>,
  now: () => number,
  signal: AbortSignal,
): Promise<DeviceFacts> {
  const { name, device, reason, target, threadCount } = chooseBackend(choice, machine, publishedNeeds);
  const ort = await loadOrt(name, threadCount);
  const found = { backend: name, device, reason, target } as const;
  if (name === 'wasm') {
    const open = cpuChains({ ort, provider: 'wasm', threadCount });
    const inRuntime = {
      open,
      size: smallMeasuring,
      activation: 'float32',
      placement: 'external',
      now,
    } as const;
    const products =
      target === 'cpu-kernel'
        ? await withCodec(inRuntime, await measureKernel(threadCount, startWebThread, now, signal), signal)
        : await measureProducts(inRuntime, signal);
    const copyBytesPerSecond = await processorCopy(COPY_BYTES, now, signal);
    return {
      ...found,
      largestBufferBytes: null,
      bufferCount: null,
      speeds: { ...products, copyBytesPerSecond },
    };
  }
  const { adapter } = machine;
  const isSoftware = adapter.type === 'found' && adapter.isSoftware;
  const limits =
    adapter.type === 'found'
      ? { largestBufferBytes: adapter.maxStorageBufferBytes, bufferCount: adapter.maxStorageBuffers }
      : { largestBufferBytes: null, bufferCount: null };
  const activation = target === 'webgpu-f16' ? 'float16' : 'float32';
  const open = gpuChains(ort);
  // The runtime gives its device up with its last session: this one keeps it from first to last.
  const keeper = await open(
    { storage: activation, activation, size: 32, matrixCount: 1, productCount: 1, placement: 'inputs' },
    1,
    signal,
  );
  try {
    const size = isSoftware ? tinyMeasuring : largeMeasuring;
    const products = await measureProducts({ open, size, activation, placement: 'inputs', now }, signal);
    const copyBytesPerSecond = await graphicsCopy(ort, COPY_BYTES, now, signal);
    return { ...found, ...limits, speeds: { ...products, copyBytesPerSecond } };
  } finally {
    await keeper.close();
  }
}

/** The kernel's speeds, with that of the codec, which the runtime computes. */
async function withCodec(
  inRuntime: Parameters<typeof measureProduct>[0],
  { promptProductsPerSecond, ...kernel }: KernelSpeeds,
  signal: AbortSignal,
): Promise<Omit<DeviceSpeeds, 'copyBytesPerSecond'>> {
  const codec = await measureProduct(inRuntime, 'float32', PREFILL_ROWS, 0, signal);
  return { ...kernel, manyRows: { q4: promptProductsPerSecond, floats: codec.productsPerSecond } };
}

/** Size above the caches of most processors. */
const COPY_BYTES = 32 * 2 ** 20;
