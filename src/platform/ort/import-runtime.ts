import type { OrtModule } from './ort-module';

/** A build of the runtime: for the processor, for WebGPU with stack switching, and for WebGPU without. */
export type RuntimeBuild = 'wasm' | 'jspi' | 'webgpu';

export type ImportedRuntime = { readonly ort: OrtModule; readonly wasmUrl: string };

/** The runtime out of the site's own build. The package has package-runtime.ts in place of this file. */
export async function importRuntime(build: RuntimeBuild): Promise<ImportedRuntime> {
  if (build === 'wasm') return importProcessor();
  return build === 'jspi' ? importJspi() : importAsyncify();
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
