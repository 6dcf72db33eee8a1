import type { CodecDecoder } from '../../core/codec/codec';
import type { CodecSetup } from './codec-thread';
import { type CpuRuntime, openCpuSession } from './cpu-session';
import { ortCodecDecoder } from './ort-codec-decoder';

/** The codec's decoder in the thread that calls. */
export async function openCpuCodec(
  runtime: CpuRuntime,
  { spec, graph, weights }: Omit<CodecSetup, 'threadCount'>,
  signal: AbortSignal,
): Promise<CodecDecoder> {
  const read = async ({ name }: { readonly name: string }) => weights.get(name)!;
  // Searched or not, its samples are the same bits, and as soon there.
  const session = await openCpuSession(runtime, { ...graph, isFinal: true }, read, signal);
  return ortCodecDecoder(runtime.ort, spec, session);
}
