import { proxy, transfer } from 'comlink';
import { FailureError, fail } from '../../core/failure';
import type { PcmChunk } from '../../core/pcm/pcm-chunk';
import type { CodeGrid } from '../../core/prompt/prompt';
import type { BackendChoice, LoadProgress, SpeechEngine } from '../../core/synthesis/speech-engine';
import type { SpeechEvent } from '../../core/synthesis/speech-event';
import type { SpeechRequestInput } from '../../core/synthesis/speech-request';
import type { CheckResult, CheckStep } from '../../core/verify/verify-model';
import {
  type EngineService,
  EVENTS_AHEAD,
  type Outcome,
  type SpeakOrder,
  type SpeakReply,
} from './engine-protocol';
import { WorkerThread } from './worker-thread';

export type PageEngine = SpeechEngine & { dispose(): void };

/** The engine in its own worker. Nothing starts before the first `load`. */
export function createSpeechEngine(startWorker: () => Worker = startEngineWorker): PageEngine {
  return new WorkerEngine(startWorker);
}

/** The address stands inside the call, because only there the bundler finds it. */
export function startEngineWorker(): Worker {
  return new Worker(new URL('../../../workers/engine.worker.ts', import.meta.url), {
    type: 'module',
    name: 'engine',
  });
}

type EngineThread = WorkerThread<EngineService>;

const stopped = (why: string): string => `The speech engine has stopped: ${why}. Load the model again.`;

class WorkerEngine implements PageEngine {
  readonly #startWorker: () => Worker;
  #thread: EngineThread | null = null;

  constructor(startWorker: () => Worker) {
    this.#startWorker = startWorker;
  }

  async load(
    packageUrl: string,
    backend: BackendChoice,
    onProgress: (progress: LoadProgress) => void,
    signal: AbortSignal,
  ) {
    signal.throwIfAborted();
    // A fresh worker: the runtime fixes its threads at its start, its heap never shrinks, and a lost device stays lost.
    this.#thread?.stop('another model is being loaded');
    const thread = new WorkerThread<EngineService>(this.#startWorker(), stopped);
    this.#thread = thread;
    return await thread.call(signal, (cancel) =>
      thread.service.load(packageUrl, backend, proxy(onProgress), transfer(cancel, [cancel])),
    );
  }

  async *speak(request: SpeechRequestInput, signal: AbortSignal): AsyncGenerator<SpeechEvent, void> {
    const thread = this.#thread;
    if (!thread || thread.hasEnded) {
      yield { type: 'failed', failure: notLoaded };
      return;
    }
    const { port1, port2 } = new MessageChannel();
    const order = (what: SpeakOrder) => port1.postMessage(what);
    const replies = new Replies(port1);
    const cancel = () => order('cancel');
    signal.addEventListener('abort', cancel, { once: true });
    try {
      thread.service.speak(request, transfer(port2, [port2])).catch(() => {});
      if (signal.aborted) cancel();
      for (let ahead = 0; ahead < EVENTS_AHEAD; ahead++) order('next');
      for (;;) {
        const event = await thread.race(replies.next());
        if (event === null) return;
        yield event;
        order('next');
      }
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      yield { type: 'failed', failure: error.failure };
    } finally {
      // Also when the consumer walks away in the middle.
      signal.removeEventListener('abort', cancel);
      cancel();
      port1.close();
    }
  }

  async previewVoice(voiceId: string, signal: AbortSignal): Promise<PcmChunk> {
    const thread = this.#thread ?? fail(notLoaded.kind, notLoaded.message);
    return await thread.call(signal, (cancel) =>
      thread.service.previewVoice(voiceId, transfer(cancel, [cancel])),
    );
  }

  async encodeReference(samples: Float32Array, sampleRateHz: number, signal: AbortSignal): Promise<CodeGrid> {
    const thread = this.#thread ?? fail(notLoaded.kind, notLoaded.message);
    // The caller keeps its recording: a copy is given away.
    const copy = samples.slice();
    return await thread.call(signal, (cancel) =>
      thread.service.encodeReference(transfer(copy, [copy.buffer]), sampleRateHz, transfer(cancel, [cancel])),
    );
  }

  async verify(onStep: (step: CheckStep) => void, signal: AbortSignal): Promise<readonly CheckResult[]> {
    const thread = this.#thread ?? fail(notLoaded.kind, notLoaded.message);
    return await thread.call(signal, (cancel) =>
      thread.service.verify(proxy(onStep), transfer(cancel, [cancel])),
    );
  }

  async unload(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    if (!thread || thread.hasEnded) return;
    try {
      await thread.race<Outcome<void>>(thread.service.unload());
    } finally {
      thread.stop('the model was unloaded');
    }
  }

  dispose(): void {
    this.#thread?.stop('the page has closed it');
    this.#thread = null;
  }
}

const notLoaded = { kind: 'model-not-loaded', message: 'No model is loaded. Load one first.' } as const;

/** What came in on a port, in order, to be awaited one by one. */
class Replies {
  readonly #arrived: SpeakReply[] = [];
  #wake = () => {};

  constructor(port: MessagePort) {
    port.onmessage = ({ data }: MessageEvent<SpeakReply>) => {
      this.#arrived.push(data);
      this.#wake();
    };
  }

  async next(): Promise<SpeakReply> {
    if (this.#arrived.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#arrived.shift()!;
  }
}
