import type { CodecDecoder, DecoderClip } from '../../core/codec/codec';
import { assert } from '../../core/failure';
import { beginRuntime } from './begin-runtime';
import type { CodecService } from './codec-thread';
import { openCpuCodec } from './open-cpu-codec';
import type { OrtModule } from './ort-module';
import { RuntimeBytes } from './runtime-bytes';

const never = new AbortController().signal;

/** The decoder in the thread that calls it. It ends with its thread. */
export function codecService(
  loadOrt: (threadCount: number) => Promise<OrtModule>,
  runtimeBytes = new RuntimeBytes(),
): CodecService {
  let decoder: CodecDecoder | null = null;
  let beginning: Promise<void> = Promise.resolve();
  let isOpen = () => {};
  const opening = new Promise<void>((resolve) => {
    isOpen = resolve;
  });
  const clips = new Map<number, DecoderClip>();
  const opened = (): CodecDecoder => {
    assert(decoder !== null, 'a codec is opened before it decodes');
    return decoder;
  };
  return {
    begin(threadCount) {
      beginning = beginRuntime(loadOrt(threadCount));
      return beginning;
    },
    async followRuntime(onBytes) {
      runtimeBytes.follow(onBytes);
      await opening;
    },
    async open({ threadCount, ...setup }) {
      await beginning;
      const ort = await loadOrt(threadCount);
      decoder = await openCpuCodec({ ort, provider: 'wasm', threadCount }, setup, never);
      isOpen();
    },
    decode: async (grid) => opened().decode(grid, never),
    async decodeClip(number, grid, isLast) {
      const clip = clips.get(number) ?? opened().openClip();
      if (isLast) clips.delete(number);
      else clips.set(number, clip);
      return clip.decode(grid, isLast, never);
    },
    async closeClip(number) {
      clips.get(number)?.close();
      clips.delete(number);
    },
  };
}
