import type { DeviceRoom } from '../../core/device/device-facts';
import type { Speaker } from '../../core/pcm/speaker';
import type { SpeechEngine } from '../../core/synthesis/speech-engine';
import type { PageModelLibrary } from '../../platform/bridge/create-model-library';
import type { DeviceMeter } from '../../platform/bridge/measure-in-worker';
import type { ModelChoice } from './page-state';

/** A microphone that is on. */
export type Recording = {
  /** Resolves with an encoded sound file once the recording was stopped. */
  stop(): Promise<Blob>;
  cancel(): void;
};

/** Short texts that stay on the device, by name. Nothing here throws. */
export type KeptNotes = {
  readonly read: (name: string) => string | null;
  /** @returns whether it will be there the next time. */
  readonly write: (name: string, text: string) => boolean;
  /** @param told of each note that another tab has changed. */
  readonly whenChanged: (told: (name: string) => void) => void;
};

/** Everything outside that the page reaches; made and joined in main.tsx. */
export type PageDevices = {
  readonly engine: SpeechEngine;
  readonly library: PageModelLibrary;
  readonly measureDevice: DeviceMeter;
  /** What the browser tells of memory. */
  readonly room: DeviceRoom;
  /** Null where a page cannot write into a folder; the promise is null when the person chose none. */
  readonly pickFolder: ((mode: 'read' | 'readwrite') => Promise<FileSystemDirectoryHandle | null>) | null;
  /** Remembers it, for this page and the workers. */
  readonly acceptLicence: (fingerprint: string) => Promise<void>;
  readonly saveBlob: (name: string, blob: Blob) => void;
  /** The packages on offer; the first is loaded. @throws FailureError */
  readonly findModels: (signal: AbortSignal) => Promise<readonly ModelChoice[]>;
  /** Inside a click. @throws FailureError 'unsupported' */
  readonly openSpeaker: (sampleRateHz: number) => Promise<Speaker>;
  /** @returns one array per channel at `sampleRateHz`. @throws FailureError 'bad-audio' */
  readonly decodeAudio: (file: Blob, sampleRateHz: number) => Promise<readonly Float32Array[]>;
  /** @throws FailureError 'bad-audio' when no microphone can be used. */
  readonly startRecording: () => Promise<Recording>;
  /** Keeps page and display awake while it is wanted; told again and again, refused in silence. */
  readonly stayAwake: (isWanted: boolean) => void;
  readonly notes: KeptNotes;
  readonly previewUrl: (file: Blob) => string;
  readonly revokePreviewUrl: (url: string) => void;
  /** 0 … 2^32 - 1 */
  readonly drawSeed: () => number;
  /** Seconds of one monotonic clock. */
  readonly nowSeconds: () => number;
};
