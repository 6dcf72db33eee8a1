import type { CodecDecoder } from '../../core/codec/codec';
import type { LanguageModel } from '../../core/generation/language-model';

/** Networks that are ready to run, and everything they hold on the device. */
export type LoadedNetworks = {
  readonly model: LanguageModel;
  readonly codec: CodecDecoder;
  /** What the weights take now. */
  readonly weightBytes: number;
  /** What was done to save memory, in words for a person; empty when nothing was. */
  readonly memoryNote: string;
  dispose(): Promise<void>;
};
