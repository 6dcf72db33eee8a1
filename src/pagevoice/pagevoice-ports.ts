import type { Manifest } from '../core/package/manifest';
import type { Speaker } from '../core/pcm/speaker';
import type { KeptBytes } from '../core/pcm/take-sound';
import type { SpeechEngine } from '../core/speech/speech-engine';
import type { PageModelLibrary } from '../platform/bridge/create-model-library';
import type { FoundModel } from '../platform/http/find-models';
import type { Notes } from './model-keeper';

/** All that a Pagevoice needs from the page it runs in. */
export type PagevoicePorts = {
  readonly createEngine: () => SpeechEngine & { dispose(): void };
  /** Starts nothing by itself. */
  readonly library: () => PageModelLibrary;
  readonly openSpeaker: (sampleRateHz: number) => Promise<Speaker>;
  /** Makes the first `openSpeaker` fast. */
  readonly wakeSoundService: () => void;
  /** Any sound file, as mono at that rate. @throws FailureError 'bad-audio' */
  readonly decodeAudio: (file: Blob, sampleRateHz: number) => Promise<Float32Array>;
  readonly keepBlock: (block: Uint8Array<ArrayBuffer>) => KeptBytes;
  readonly notes: Notes;
  /** Address to which those that a caller writes are relative. */
  readonly pageUrl: () => string;
  /** Folder beside which the package's own models lie. */
  readonly filesFolder: () => string;
  readonly moveFiles: (folder: string) => void;
  /**
   * Models that the list in `models/index.json` of a folder names.
   * @throws FailureError when there is no list.
   */
  readonly findModels: (folder: URL, signal: AbortSignal) => Promise<readonly FoundModel[]>;
  /** Reads the manifest of a package, and nothing else of it. @throws FailureError */
  readonly readManifest: (packageUrl: string, signal: AbortSignal) => Promise<Manifest>;
  readonly newId: () => string;
};
