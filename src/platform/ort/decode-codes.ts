import type { CodecDecoder } from '../../core/codec/codec';
import type { DecodeCodes } from '../../core/importer/codec-self-test';
import type { Manifest, PackageSource } from '../../core/store/manifest';
import { CpuCodecDecoder } from './cpu-codec-decoder';
import { type CpuRuntime, openCpuSession } from './cpu-session';
import { PackageLoading } from './package-loading';
import { graphFor, inFileOrder } from './weight-plan';
import { type WeightArray, weightValues } from './weight-values';

/** The decoder alone, on the processor: for the numbers that a package is verified by. */
export function decodeCodesOn(loadRuntime: () => Promise<CpuRuntime>): DecodeCodes {
  return async (source, manifest, codes, signal) => {
    const decoder = await openCpuDecoder(await loadRuntime(), source, manifest, signal);
    try {
      return await decoder.decode(codes, signal);
    } finally {
      await decoder.dispose();
    }
  };
}

export async function openCpuDecoder(
  runtime: CpuRuntime,
  source: PackageSource,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<CodecDecoder> {
  const graph = graphFor(manifest, 'codec-decoder', 'cpu-f32');
  const loading = new PackageLoading(source, manifest, [graph], [], () => {});
  const values = new Map<string, WeightArray>();
  for (const binding of inFileOrder(loading.model, [graph])) {
    values.set(binding.name, await weightValues(loading.model, binding, null, signal));
  }
  const bytes = await loading.graphBytes(graph, signal);
  const read = async ({ name }: { readonly name: string }) => values.get(name)!;
  const session = await openCpuSession(runtime, { bytes, weights: graph.weights }, read, signal);
  return new CpuCodecDecoder(runtime.ort, manifest.spec.codec, session);
}
