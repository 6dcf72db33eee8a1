import { importLater } from '../../core/data/import-later';
import { importRuntime } from './import-runtime';
import type { OrtModule } from './ort-module';
import { requireSimd } from './require-simd';
import { RuntimeBytes } from './runtime-bytes';
import { runtimeUnpacker } from './unpack-runtime';

/** Bytes of the runtime that have arrived in this thread. */
export const runtimeBytes = new RuntimeBytes();
const unpackRuntime = runtimeUnpacker(globalThis, runtimeBytes);

/**
 * ONNX Runtime for this browser and backend. On WebGPU `jspi` is the smaller one but needs WebAssembly's
 * stack switching. The processor has a build of its own: it starts in half the time and steps a fifth faster.
 * Never the bare package: its WebGPU backend is an older one with wrong 4-bit products.
 * @param threadCount takes effect in the first call only: the runtime starts once per worker.
 * @throws FailureError 'unsupported' without WebAssembly SIMD.
 */
export async function loadOrt(backend: 'webgpu' | 'wasm', threadCount: number): Promise<OrtModule> {
  requireSimd();
  const build = backend === 'wasm' ? 'wasm' : 'Suspending' in WebAssembly ? 'jspi' : 'webgpu';
  const { ort, wasmUrl } = await importLater(() => importRuntime(build));
  unpackRuntime(wasmUrl);
  ort.env.wasm.wasmPaths = { wasm: wasmUrl };
  ort.env.wasm.numThreads = threadCount;
  // Warnings are about optimisations that were not possible: nothing that a person can act on.
  ort.env.logLevel = 'error';
  return ort;
}
