import { codecService } from '../ort/codec-service';
import { loadOrt, runtimeBytes } from '../ort/load-ort';
import { BEGIN_CODEC, whyOneThread } from '../threads/shared-memory';
import { codecThreadCount, threadCountOf } from '../threads/thread-counts';
import { serve } from './serve';

/** Answers the calls of the engine, which come over a port that a message brings; the page may say before to begin. */
export function startCodec(): void {
  const service = codecService((threadCount) => loadOrt('wasm', threadCount), runtimeBytes);
  self.addEventListener('message', ({ data }: MessageEvent<MessagePort | typeof BEGIN_CODEC>) => {
    if (data !== BEGIN_CODEC) return serve(service, data);
    const machine = { coreCount: navigator.hardwareConcurrency, whyOneThread: whyOneThread(self.name) };
    void service.begin(codecThreadCount(threadCountOf(machine)));
  });
}
