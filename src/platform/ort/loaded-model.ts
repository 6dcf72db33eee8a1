import type { CodeGrid } from '../../core/prompt/prompt';
import type { TextTokenizer } from '../../core/prompt/text-tokenizer';
import type { Manifest, PackageSource } from '../../core/store/manifest';
import type { BackendChoice, EngineInfo, LoadProgress } from '../../core/synthesis/speech-engine';
import type { LoadedNetworks } from './loaded-networks';

/** A package that is ready to speak. */
export type LoadedModel = {
  readonly manifest: Manifest;
  readonly tokenizer: TextTokenizer;
  readonly networks: LoadedNetworks;
  readonly info: Omit<EngineInfo, 'loadSeconds'>;
  /** Opens the encoder when it is first needed, and closes it afterwards: it is as large as the codec's other parts together. */
  encodeReference(samples: Float32Array, sampleRateHz: number, signal: AbortSignal): Promise<CodeGrid>;
  dispose(): Promise<void>;
};

export type ModelLoader = (
  source: PackageSource,
  backend: BackendChoice,
  onProgress: (progress: LoadProgress) => void,
  signal: AbortSignal,
) => Promise<LoadedModel>;
