import type { CodecDecoder } from '../../core/codec/codec';
import { windowSchedule } from '../../core/codec/window-schedule';
import type { CodecSetup } from './codec-thread';
import { type CpuRuntime, openCpuSession } from './cpu-session';
import { ortCodecDecoder } from './ort-codec-decoder';
import { warmUpCodec } from './warm-up';

/** The codec's decoder in the thread that calls. It warms up as soon as whoever waits for it knows that it is there. */
export async function openCpuCodec(
  runtime: CpuRuntime,
  { spec, graph, weights }: Omit<CodecSetup, 'threadCount'>,
  signal: AbortSignal,
): Promise<CodecDecoder> {
  const read = async ({ name }: { readonly name: string }) => weights.get(name)!;
  // Searched or not, its samples are the same bits, and as soon there.
  const session = await openCpuSession(runtime, { ...graph, isFinal: true }, read, signal);
  const codec = ortCodecDecoder(runtime.ort, spec, session);
  const { emitFrames, rightFrames } = windowSchedule(spec, 'exact').window(0);
  // What fails here fails again where it is wanted, and is told there.
  setTimeout(() => void warmUpCodec(codec, emitFrames + rightFrames, signal).catch(() => {}));
  return codec;
}
