import type { CodecDecoder } from '../../core/codec/codec';
import type { LanguageModel } from '../../core/generation/language-model';
import type { GraphEntry } from '../../core/store/manifest';

/** The graphs that speaking needs, chosen for one target. */
export type LanguageGraphs = {
  readonly prefill: GraphEntry;
  readonly decode: GraphEntry;
  readonly codec: GraphEntry;
};

/** Networks that are ready to run, and everything they hold on the device. */
export type LoadedNetworks = {
  readonly model: LanguageModel;
  readonly codec: CodecDecoder;
  readonly weightBytes: number;
  dispose(): Promise<void>;
};
