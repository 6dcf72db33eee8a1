import type { CodecEncoder } from '../../core/codec/codec';
import { fail } from '../../core/failure';
import { codecEncoderGraph } from '../../core/graph/codec-encoder-graph';
import type { Manifest, PackageSource } from '../../core/store/manifest';
import { canClone } from '../../core/store/model-package';
import { CpuCodecEncoder } from './cpu-codec-encoder';
import type { CpuRuntime } from './cpu-session';
import { openCpuGraph } from './open-cpu-graph';

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
  if (!canClone(manifest)) {
    return fail(
      'unsupported',
      `${manifest.title} was imported without what cloning a voice needs. Import it again with cloning, or choose another voice.`,
    );
  }
  const { codec } = manifest.spec;
  const session = await openCpuGraph(runtime, source, manifest, codecEncoderGraph(codec), signal);
  return new CpuCodecEncoder(runtime.ort, codec, session);
}
