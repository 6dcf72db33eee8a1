import { transfer } from 'comlink';
import { type Failure, FailureError } from '../../core/failure';
import { failureFrom } from '../../core/synthesis/failure-from';
import type { SpeechEngine } from '../../core/synthesis/speech-engine';
import type { SpeechEvent } from '../../core/synthesis/speech-event';
import type { EngineService, SpeakOrder, SpeakReply } from './engine-protocol';
import type { DeviceMeter } from './measure-in-worker';
import { settled } from './settled';

/** The engine as calls from another thread reach it. */
export function serveEngine(engine: SpeechEngine, measure: DeviceMeter): EngineService {
  return {
    load: (packageUrl, backend, onProgress, cancel) =>
      settled(cancel, failureFrom, (signal) => engine.load(packageUrl, backend, onProgress, signal)),
    speak: (request, port) => {
      void pump(port, (signal) => engine.speak(request, signal));
    },
    previewVoice: (voiceId, cancel) =>
      settled(cancel, failureFrom, (signal) => engine.previewVoice(voiceId, signal)).then((outcome) =>
        outcome.type === 'done' ? transfer(outcome, [outcome.value.samples.buffer]) : outcome,
      ),
    encodeReference: (samples, sampleRateHz, cancel) =>
      settled(cancel, failureFrom, (signal) => engine.encodeReference(samples, sampleRateHz, signal)).then(
        (outcome) => (outcome.type === 'done' ? transfer(outcome, [outcome.value.codes.buffer]) : outcome),
      ),
    verify: (onStep, cancel) => settled(cancel, failureFrom, (signal) => engine.verify(onStep, signal)),
    measure: (backend, cancel) => settled(cancel, notMeasured, (signal) => measure(backend, signal)),
    unload: () => settled(null, failureFrom, () => engine.unload()),
  };
}

/** What went wrong with a measurement is no matter of a model. */
function notMeasured(error: unknown): Failure {
  const failure = failureFrom(error);
  if (error instanceof FailureError || failure.kind === 'out-of-memory') return failure;
  const message = `This device could not be measured (${String(error)}). Models can be installed all the same.`;
  return { kind: 'unsupported', message };
}

/** Sends one event for every `next`; the generator runs only as far as it is asked to. */
async function pump(
  port: MessagePort,
  speak: (signal: AbortSignal) => AsyncGenerator<SpeechEvent, void>,
): Promise<void> {
  const controller = new AbortController();
  let asked = 0;
  let wake = () => {};
  port.onmessage = ({ data }: MessageEvent<SpeakOrder>) => {
    if (data === 'cancel') controller.abort();
    else asked++;
    wake();
  };
  const post = (reply: SpeakReply) => port.postMessage(reply, buffersOf(reply));
  try {
    for await (const event of speak(controller.signal)) {
      while (asked === 0 && !controller.signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      asked--;
      post(event);
    }
  } catch (error) {
    post({ type: 'failed', failure: failureFrom(error) });
  } finally {
    post(null);
    port.onmessage = null;
  }
}

/** Sound and codes are given away, not copied: the engine keeps neither. */
function buffersOf(reply: SpeakReply): Transferable[] {
  if (reply?.type === 'chunk') return [reply.chunk.samples.buffer];
  return reply?.type === 'piece' ? [reply.piece.codes.codes.buffer] : [];
}
