import { proxy, type Remote, releaseProxy, transfer, wrap } from 'comlink';
import { FailureError, fail } from '../../core/failure';
import type { CodeGrid } from '../../core/prompt/prompt';
import type { BackendChoice, LoadProgress, SpeechEngine } from '../../core/synthesis/speech-engine';
import type { SpeechEvent } from '../../core/synthesis/speech-event';
import type { SpeechRequestInput } from '../../core/synthesis/speech-request';
import {
  type EngineService,
  EVENTS_AHEAD,
  type Outcome,
  type SpeakOrder,
  type SpeakReply,
} from './engine-protocol';

export type PageEngine = SpeechEngine & { dispose(): void };

/** The engine in its own worker. Nothing starts before the first `load`. */
export function createSpeechEngine(): PageEngine {
  return new WorkerEngine(
    () =>
      new Worker(new URL('../../../workers/engine.worker.ts', import.meta.url), {
        type: 'module',
        name: 'engine',
      }),
  );
}

/** One running worker. A worker that dies leaves its calls pending for ever, so every wait races `gone`. */
class EngineThread {
  readonly service: Remote<EngineService>;
  readonly #worker: Worker;
  readonly #waiting = new Set<(error: FailureError) => void>();
  #end: FailureError | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    this.service = wrap<EngineService>(worker);
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.stop(event.message || 'it could not be started');
    });
    worker.addEventListener('messageerror', () => this.stop('a message could not be read'));
  }

  get hasEnded(): boolean {
    return this.#end !== null;
  }

  /** @throws FailureError 'engine-gone' once the worker is gone. */
  async race<T>(work: Promise<T>): Promise<T> {
    let onEnd = (_: FailureError) => {};
    const gone = new Promise<never>((_, reject) => {
      onEnd = reject;
      if (this.#end) reject(this.#end);
    });
    this.#waiting.add(onEnd);
    try {
      return await Promise.race([work, gone]);
    } finally {
      this.#waiting.delete(onEnd);
    }
  }

  /** The last resort, and the end of a page: memory and device are given back at once. */
  stop(why: string): void {
    if (this.#end) return;
    this.#end = new FailureError({
      kind: 'engine-gone',
      message: `The speech engine has stopped: ${why}. Load the model again.`,
    });
    this.service[releaseProxy]();
    this.#worker.terminate();
    for (const reject of this.#waiting) reject(this.#end);
  }
}

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
    const thread = new EngineThread(this.#startWorker());
    this.#thread = thread;
    return await called(thread, signal, (cancel) =>
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

  async encodeReference(samples: Float32Array, sampleRateHz: number, signal: AbortSignal): Promise<CodeGrid> {
    const thread = this.#thread ?? fail(notLoaded.kind, notLoaded.message);
    // The caller keeps its recording: a copy is given away.
    const copy = samples.slice();
    return await called(thread, signal, (cancel) =>
      thread.service.encodeReference(transfer(copy, [copy.buffer]), sampleRateHz, transfer(cancel, [cancel])),
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

/** One cancellable call to the worker. @throws FailureError; the signal's reason when aborted. */
async function called<T>(
  thread: EngineThread,
  signal: AbortSignal,
  call: (cancel: MessagePort) => Promise<Outcome<T>>,
): Promise<T> {
  signal.throwIfAborted();
  const { port1, port2 } = new MessageChannel();
  const cancel = () => port1.postMessage('cancel');
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const outcome = await thread.race(call(port2));
    if (outcome.type === 'failed') throw new FailureError(outcome.failure);
    if (outcome.type === 'cancelled') {
      signal.throwIfAborted();
      fail('engine-gone', 'The speech engine gave up a call that nobody cancelled. Load the model again.');
    }
    return outcome.value;
  } finally {
    signal.removeEventListener('abort', cancel);
    port1.close();
  }
}

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
