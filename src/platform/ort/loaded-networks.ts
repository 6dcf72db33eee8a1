import type { CodecDecoder } from '../../core/codec/codec';
import type { LanguageModel } from '../../core/generation/language-model';
import type { ModelSlots } from '../../core/generation/model-slots';
import type { Sentence } from '../../core/sentence';

/** Networks that are ready to run, and everything they hold on the device. */
export type LoadedNetworks = {
  readonly model: LanguageModel;
  readonly codec: CodecDecoder;
  /** Models of their own that step together; left out where that saves nothing. @throws FailureError 'out-of-memory'. */
  readonly openSlots?: (count: number) => Promise<ModelSlots>;
  readonly weightBytes: number;
  /** Measures taken to save memory, and kernels other than the usual ones, in words for a person; null if none. */
  readonly note: Sentence | null;
  dispose(): Promise<void>;
};

/** Networks on the processor, which hold nothing beside themselves. */
export function ownedNetworks(
  { model, codec }: Pick<LoadedNetworks, 'model' | 'codec'>,
  weightBytes: number,
): LoadedNetworks {
  return {
    model,
    codec,
    weightBytes,
    note: null,
    async dispose() {
      await model.dispose();
      await codec.dispose();
    },
  };
}
