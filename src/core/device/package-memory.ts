import type { GraphEntry, GraphTarget, Manifest, WeightBinding } from '../store/manifest';

/** Memory that the weights of a package take while it speaks; null where it has no graphs for that. */
export type PackageMemory = { readonly graphicsBytes: number | null; readonly processorBytes: number | null };

/** Told by the manifest alone. The least of what the package offers: 16-bit floats rather than 32. */
export function packageMemory(manifest: Manifest): PackageMemory {
  return {
    graphicsBytes: leastOf(manifest, ['webgpu-f16', 'webgpu-f32'], 'webgpu-f32'),
    processorBytes: leastOf(manifest, ['cpu-quantised', 'cpu-f32'], 'cpu-f32'),
  };
}

/** @param codec the codec computes in 32 bits everywhere. */
function leastOf({ graphs }: Manifest, targets: readonly GraphTarget[], codec: GraphTarget): number | null {
  const totals = targets.flatMap((target) => {
    const wanted = graphs.filter(({ role, target: own }) =>
      role === 'codec-decoder' ? own === codec : role !== 'codec-encoder' && own === target,
    );
    return wanted.length < 3 ? [] : [bytesOf(wanted, target.startsWith('webgpu'))];
  });
  return totals.length > 0 ? Math.min(...totals) : null;
}

/** @param areShared on WebGPU all graphs share their weights; on the processor each has its own. */
function bytesOf(graphs: readonly GraphEntry[], areShared: boolean): number {
  const bindings = graphs
    .flatMap(({ weights }) => weights)
    .filter(({ source }) => source.type !== 'rope-cos' && source.type !== 'rope-sin');
  const counted = areShared ? [...new Map(bindings.map((one) => [one.name, one])).values()] : bindings;
  return counted.reduce((sum, binding) => sum + bindingBytes(binding), 0);
}

const elementBytes = { float32: 4, float16: 2, uint8: 1 } as const;

function bindingBytes({ dtype, dims }: WeightBinding): number {
  return dims.reduce((size, dim) => size * dim, elementBytes[dtype]);
}
