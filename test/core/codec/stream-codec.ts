import type { CodecDecoder } from '../../../src/core/codec/codec';
import { CodecStream, type CodeFrame } from '../../../src/core/codec/codec-stream';
import { type CodecMode, windowSchedule } from '../../../src/core/codec/window-schedule';
import type { PcmChunk } from '../../../src/core/pcm/pcm-chunk';

/** Sound of a stream of frames, as early as `mode` allows. */
export async function* streamCodec(
  frames: AsyncIterable<CodeFrame>,
  decoder: CodecDecoder,
  mode: CodecMode,
  signal: AbortSignal,
): AsyncGenerator<PcmChunk, void> {
  const stream = new CodecStream(decoder, windowSchedule(decoder.spec, mode));
  for await (const frame of frames) {
    signal.throwIfAborted();
    const chunk = await stream.push(frame, signal);
    if (chunk) yield chunk;
  }
  const rest = await stream.finish(signal);
  if (rest) yield rest;
}
