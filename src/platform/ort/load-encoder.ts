import type { CodecEncoder } from '../../core/codec/codec';
import { FailureError, fail } from '../../core/failure';
import { codecEncoderGraph } from '../../core/graph/codec-encoder-graph';
import type { Manifest, PackageSource } from '../../core/package/manifest';
import { canClone } from '../../core/package/model-package';
import { say } from '../../core/sentence';
import { cpuCodecEncoder } from './cpu-codec-encoder';
import type { CpuRuntime } from './cpu-session';
import { openCpuGraph } from './open-cpu-graph';

export { prepareReference } from '../../core/codec/prepare-reference';

/**
 * The codec's encoder, always on the processor: it runs once per recording, and coarser arithmetic of a
 * graphics device would choose other fine codes.
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
      say`${manifest.title} was imported without what cloning a voice needs. Import it again with cloning, or choose another voice.`,
    );
  }
  const { codec } = manifest.spec;
  const session = await openCpuGraph(runtime, source, manifest, codecEncoderGraph(codec), signal).catch(
    (error: unknown) => {
      if (!(error instanceof FailureError) || error.failure.kind !== 'network') throw error;
      return fail(
        'network',
        say`What ${manifest.title} needs for cloning a voice could not be fetched, and it is not kept on this device yet. Connect to the network and try again, or choose a preset voice.`,
        error.failure.details,
        error,
      );
    },
  );
  return cpuCodecEncoder(runtime.ort, codec, session);
}
