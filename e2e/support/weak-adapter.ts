/** Limits that a weak adapter reports, by WebGPU's names. */
export type AdapterLimits = Readonly<
  Partial<Record<'maxStorageBuffersPerShaderStage' | 'maxStorageBufferBindingSize' | 'maxBufferSize', number>>
>;

/** The least that WebGPU promises. Source: WebGPU, 3.6.2, default limits. */
export const leastLimits: AdapterLimits = {
  maxStorageBuffersPerShaderStage: 8,
  maxStorageBufferBindingSize: 128 * 2 ** 20,
  maxBufferSize: 256 * 2 ** 20,
};

/**
 * Makes every adapter of this thread as weak as `limits`: it says so, and refuses a device of more, so that the browser
 * itself refuses what such a device cannot do. Serialised and run in the page, so it can only name what it is given.
 */
export function weakenAdapters(limits: AdapterLimits): void {
  const request = GPU.prototype.requestAdapter;
  GPU.prototype.requestAdapter = async function (this: GPU, ...options) {
    const adapter = await request.apply(this, options);
    if (!adapter) return null;
    const weak: Record<string, number> = {};
    for (const name in adapter.limits) {
      const own = adapter.limits[name as keyof GPUSupportedLimits] as number;
      weak[name] = Math.min(own, limits[name as keyof AdapterLimits] ?? own);
    }
    const requestDevice = adapter.requestDevice.bind(adapter);
    Object.defineProperty(adapter, 'limits', { value: weak });
    adapter.requestDevice = async (descriptor) => {
      for (const [name, wanted] of Object.entries(descriptor?.requiredLimits ?? {}))
        if (wanted !== undefined && wanted > weak[name]!)
          throw new TypeError(`This adapter is too weak: ${name}.`);
      return requestDevice(descriptor);
    };
    return adapter;
  };
}
