import type { CodecDecoder } from '../../core/codec/codec';
import { codecDecoderGraph } from '../../core/graph/codec-decoder-graph';
import type { DecodeCodes } from '../../core/importer/codec-self-test';
import type { Manifest, PackageSource } from '../../core/package/manifest';
import type { CpuRuntime } from './cpu-session';
import { openCpuGraph } from './open-cpu-graph';
import { ortCodecDecoder } from './ort-codec-decoder';

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
  const { codec } = manifest.spec;
  const graph = codecDecoderGraph(codec, 'cpu-f32');
  return ortCodecDecoder(runtime.ort, codec, await openCpuGraph(runtime, source, manifest, graph, signal));
}
