import type { CodecEncoder } from '../../core/codec/codec';
import { fail } from '../../core/failure';
import type { Manifest, PackageSource } from '../../core/store/manifest';
import { CpuCodecEncoder } from './cpu-codec-encoder';
import { type CpuRuntime, openCpuSession } from './cpu-session';
import { PackageLoading } from './package-loading';
import { graphFor, inFileOrder } from './weight-plan';
import { type WeightArray, weightValues } from './weight-values';

/**
 * The codec's encoder, always on the processor: it runs once per recording, and coarser arithmetic of a graphics
 * device would choose other fine codes.
 */
export async function openCpuEncoder(
  runtime: CpuRuntime,
  source: PackageSource,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<CodecEncoder> {
  if (!manifest.graphs.some(({ role }) => role === 'codec-encoder')) {
    return fail(
      'unsupported',
      `${manifest.title} was imported without what cloning a voice needs. Import it again with cloning, or choose another voice.`,
    );
  }
  const graph = graphFor(manifest, 'codec-encoder', 'cpu-f32');
  const loading = new PackageLoading(source, manifest, [graph], [], () => {});
  const values = new Map<string, WeightArray>();
  for (const binding of inFileOrder(loading.model, [graph])) {
    values.set(binding.name, await weightValues(loading.model, binding, null, signal));
  }
  const bytes = await loading.graphBytes(graph, signal);
  await loading.finish(signal);
  const session = await openCpuSession(
    runtime,
    { bytes, weights: graph.weights },
    async ({ name }) => values.get(name)!,
    signal,
  );
  return new CpuCodecEncoder(runtime.ort, manifest.spec.codec, session);
}
