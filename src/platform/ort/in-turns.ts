import type { CodecDecoder } from '../../core/codec/codec';
import type { LanguageModel } from '../../core/generation/language-model';
import { JobQueue } from '../../core/speech/job-queue';

/**
 * Model and codec of one runtime, which runs one network at a time: a call waits until the one before it has ended.
 * @param queue whose turns they take, where others of the same runtime do.
 */
export function inTurns(
  model: LanguageModel,
  codec: CodecDecoder,
  queue = new JobQueue(),
): { readonly model: LanguageModel; readonly codec: CodecDecoder } {
  const inTurn = async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    const endTurn = await queue.turn(signal);
    return work().finally(endTurn);
  };
  const ownModel: Pick<LanguageModel, 'prefill' | 'step'> = {
    prefill: (prompt, signal) => inTurn(signal, () => model.prefill(prompt, signal)),
    step: (column, signal) => inTurn(signal, () => model.step(column, signal)),
  };
  const ownCodec: Pick<CodecDecoder, 'decode' | 'openClip'> = {
    decode: (grid, signal) => inTurn(signal, () => codec.decode(grid, signal)),
    openClip() {
      const clip = codec.openClip();
      return {
        decode: (grid, isLast, signal) => inTurn(signal, () => clip.decode(grid, isLast, signal)),
        close: () => clip.close(),
      };
    },
  };
  return { model: over(model, ownModel), codec: over(codec, ownCodec) };
}

/** `whole` with some of its methods replaced; the others are called on `whole` itself. */
function over<T extends object>(whole: T, own: Partial<T>): T {
  return new Proxy(whole, {
    get(_, name) {
      if (Object.hasOwn(own, name)) return Reflect.get(own, name);
      const value = Reflect.get(whole, name);
      return typeof value === 'function' ? value.bind(whole) : value;
    },
  });
}
