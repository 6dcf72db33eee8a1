import { type Sentence, say } from '../../core/sentence';
/** Capabilities of the browser's graphics device that the choice of a backend needs. */
export type AdapterProbe =
  | { readonly type: 'none'; readonly reason: Sentence }
  | {
      readonly type: 'found';
      readonly vendor: string;
      readonly architecture: string;
      /** A processor plays the graphics device: right, but slow. */
      readonly isSoftware: boolean;
      readonly hasHalfFloats: boolean;
      readonly maxStorageBufferBytes: number;
      /** Number of buffers that one kernel can bind; 8 at the least. */
      readonly maxStorageBuffers: number;
    };

/** Whether a model runs on the processor where nobody has chosen: there is no adapter, or a slower one than that. */
export function isForProcessor(adapter: AdapterProbe): boolean {
  return adapter.type === 'none' || adapter.isSoftware;
}

/** Not cached: an adapter can come and go while the page is open. Never throws. */
export async function probeAdapter(): Promise<AdapterProbe> {
  if (typeof navigator === 'undefined' || !navigator.gpu) {
    return { type: 'none', reason: say`this browser has no WebGPU` };
  }
  try {
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return { type: 'none', reason: say`the browser offers no graphics adapter` };
    const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
    return {
      type: 'found',
      vendor,
      architecture,
      isSoftware:
        isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|software/i.test(`${architecture} ${description}`),
      hasHalfFloats: adapter.features.has('shader-f16'),
      maxStorageBufferBytes: Math.min(
        adapter.limits.maxStorageBufferBindingSize,
        adapter.limits.maxBufferSize,
      ),
      maxStorageBuffers: adapter.limits.maxStorageBuffersPerShaderStage,
    };
  } catch (error) {
    return { type: 'none', reason: say`the graphics adapter cannot be used (${(error as Error).message})` };
  }
}
