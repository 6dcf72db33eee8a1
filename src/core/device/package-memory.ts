import type { GraphTarget, WeightBinding } from '../graph/built-graph';
import { languageTargets } from '../graph/language-targets';
import { speechGraphs } from '../graph/speech-graphs';
import type { Manifest } from '../package/manifest';

/** Memory that the weights of a package take while it speaks; null where it does not run on the processor. */
export type PackageMemory = { readonly graphicsBytes: number; readonly processorBytes: number | null };

/** Computed from the manifest alone. The least of what runs: 16-bit floats rather than 32. */
export function packageMemory(manifest: Manifest): PackageMemory {
  const graphicsBytes = bytesOf(manifest, 'webgpu-f16', true);
  const targets = languageTargets(manifest.spec.language, manifest.linears);
  // The kernel keeps each weight once, in the storage of the package, as WebGPU does.
  if (targets.includes('cpu-kernel')) return { graphicsBytes, processorBytes: graphicsBytes };
  const inRuntime = targets
    .filter((target) => target.startsWith('cpu'))
    .map((target) => bytesOf(manifest, target, false));
  return { graphicsBytes, processorBytes: inRuntime.length > 0 ? Math.min(...inRuntime) : null };
}

/** @param areShared whether all graphs share their weights; in the processor's runtime each has its own. */
function bytesOf(manifest: Manifest, target: GraphTarget, areShared: boolean): number {
  const bindings = Object.values(speechGraphs(manifest, target))
    .flatMap(({ weights }) => weights)
    .filter(({ source }) => source.type !== 'rope-cos' && source.type !== 'rope-sin');
  const counted = areShared ? [...new Map(bindings.map((one) => [one.name, one])).values()] : bindings;
  return counted.reduce((sum, binding) => sum + bindingBytes(binding), 0);
}

const elementBytes = { float32: 4, float16: 2, uint8: 1 } as const;

function bindingBytes({ dtype, dims }: WeightBinding): number {
  return dims.reduce((size, dim) => size * dim, elementBytes[dtype]);
}
