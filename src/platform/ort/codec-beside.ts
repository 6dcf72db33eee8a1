import type { CodecDecoder } from '../../core/codec/codec';
import type { LanguageModel } from '../../core/generation/language-model';
import type { CodecSpec } from '../../core/model/model-spec';
import { nextTask } from '../threads/next-task';
import type { CodecSetup, CodecThread, StartCodecThread } from './codec-thread';
import type { OnRuntimeBytes } from './runtime-bytes';

/** A decoder in a thread of its own, and whether that thread has work whose result has not come yet. */
export type CodecBeside = { readonly codec: CodecDecoder; readonly isBusy: () => boolean };

/** Opens the decoder in a thread that ends with it. @returns null where that thread could not be started. */
export async function openCodecBeside(
  start: StartCodecThread,
  preparing: Promise<CodecSetup>,
  onRuntimeBytes: OnRuntimeBytes,
): Promise<CodecBeside | null> {
  const thread = start();
  thread.service.followRuntime(onRuntimeBytes).catch(() => {}); // its end is met below
  try {
    const setup = await preparing;
    await thread.service.open(setup);
    return codecBeside(thread, setup.spec);
  } catch (error) {
    thread.end();
    if (thread.hasAnswered()) throw error;
    return null;
  }
}

function codecBeside({ service, end }: CodecThread, spec: CodecSpec): CodecBeside {
  let clipCount = 0;
  let callCount = 0;
  const call = async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    callCount++;
    try {
      return await work();
    } finally {
      callCount--;
    }
  };
  const codec: CodecDecoder = {
    spec,
    decode: (grid, signal) => call(signal, () => service.decode(grid)),
    openClip() {
      const number = clipCount++;
      let isOpen = false;
      return {
        decode(grid, isLast, signal) {
          isOpen = !isLast;
          return call(signal, () => service.decodeClip(number, grid, isLast));
        },
        close() {
          // A thread that has ended holds no clips.
          if (isOpen) service.closeClip(number).catch(() => {});
          isOpen = false;
        },
      };
    },
    dispose: async () => end(),
  };
  return { codec, isBusy: () => callCount > 0 };
}

/**
 * A model on the processor whose steps let messages of other threads in while one of them works: a step waits for
 * nothing, so that results would else lie there until the speech is over.
 */
export class AttentiveModel implements LanguageModel {
  readonly #model: LanguageModel;
  readonly #isExpecting: () => boolean;

  constructor(model: LanguageModel, isExpecting: () => boolean) {
    this.#model = model;
    this.#isExpecting = isExpecting;
  }

  get spec() {
    return this.#model.spec;
  }
  get reusedPositionCount() {
    return this.#model.reusedPositionCount;
  }

  prefill(...given: Parameters<LanguageModel['prefill']>): Promise<Float32Array> {
    return this.#attentive(this.#model.prefill(...given));
  }
  step(...given: Parameters<LanguageModel['step']>): Promise<Float32Array> {
    return this.#attentive(this.#model.step(...given));
  }
  dispose(): Promise<void> {
    return this.#model.dispose();
  }

  async #attentive<T>(work: Promise<T>): Promise<T> {
    const result = await work;
    if (this.#isExpecting()) await nextTask();
    return result;
  }
}
