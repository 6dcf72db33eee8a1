import { codecService } from '../ort/codec-service';
import { loadOrt, runtimeBytes } from '../ort/load-ort';
import { EARLY_CODEC_NAME, whyOneThread } from '../threads/shared-memory';
import { codecThreadCount, threadCountOf } from '../threads/thread-counts';
import { serve } from './serve';

/** Answers the calls of the engine, which come over a port that its first message brings. */
export function startCodec(): void {
  const service = codecService((threadCount) => loadOrt('wasm', threadCount), runtimeBytes);
  self.addEventListener('message', ({ data: port }: MessageEvent<MessagePort>) => serve(service, port), {
    once: true,
  });
  if (self.name !== EARLY_CODEC_NAME) return;
  const machine = { coreCount: navigator.hardwareConcurrency, whyOneThread: whyOneThread(self.name) };
  void service.begin(codecThreadCount(threadCountOf(machine)));
}
