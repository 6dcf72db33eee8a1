import { fail } from '../../core/failure';
import type { OrtModule } from './ort-module';

/** The smallest module that uses a SIMD instruction: `(func (result v128) i32.const 0, i8x16.splat, i8x16.popcnt)`. */
const simdModule = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  123,
  3,
  2,
  1,
  0,
  10,
  10,
  1,
  8,
  0,
  65,
  0,
  253,
  15,
  253,
  98,
  11,
);

/**
 * ONNX Runtime for this browser and backend. On WebGPU `jspi` is the smaller one but needs WebAssembly's stack
 * switching. The processor has a build of its own: it starts in half the time and steps a fifth faster.
 * Never the bare package: its WebGPU backend is an older one with wrong 4-bit products.
 * @param threadCount takes effect in the first call only: the runtime starts once per worker.
 * @throws FailureError 'unsupported' without WebAssembly SIMD.
 */
export async function loadOrt(backend: 'webgpu' | 'wasm', threadCount: number): Promise<OrtModule> {
  if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(simdModule)) {
    fail(
      'unsupported',
      'This browser lacks WebAssembly SIMD, which the speech engine needs. Update the browser or use another one.',
    );
  }
  const { ort, wasmUrl } = await importFor(backend);
  ort.env.wasm.wasmPaths = { wasm: wasmUrl };
  ort.env.wasm.numThreads = threadCount;
  // Warnings are about optimisations that were not possible: nothing that a person can act on.
  ort.env.logLevel = 'error';
  return ort;
}

async function importFor(backend: 'webgpu' | 'wasm') {
  if (backend === 'wasm') return importProcessor();
  return 'Suspending' in WebAssembly ? importJspi() : importAsyncify();
}

async function importProcessor() {
  const [ort, wasm] = await Promise.all([
    import('onnxruntime-web/wasm'),
    import('onnxruntime-web/ort-wasm-simd-threaded.wasm?url'),
  ]);
  return { ort: ort as OrtModule, wasmUrl: wasm.default };
}

async function importJspi() {
  const [ort, wasm] = await Promise.all([
    import('onnxruntime-web/jspi'),
    import('onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url'),
  ]);
  return { ort: ort as OrtModule, wasmUrl: wasm.default };
}

async function importAsyncify() {
  const [ort, wasm] = await Promise.all([
    import('onnxruntime-web/webgpu'),
    import('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url'),
  ]);
  return { ort: ort as OrtModule, wasmUrl: wasm.default };
}
