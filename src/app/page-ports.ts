import type { MemoryBudget } from '../core/device/device-facts';
import type { Speaker } from '../core/pcm/speaker';
import type { SpeechEngine } from '../core/speech/speech-engine';
import type { ProjectStore } from '../core/studio/project-store';
import type { VoiceStore } from '../core/studio/voice-store';
import type { PageDoors } from '../platform/api/page-doors';
import type { PageModelLibrary } from '../platform/bridge/create-model-library';
import type { DeviceMeter, Rehearser } from '../platform/device/measuring-service';
import type { InstallOffer } from '../platform/page/install-offer';
import type { MediaKeys } from '../platform/page/media-keys';
import type { ReceivedText } from '../platform/page/received-texts';
import type { SavedFile } from '../platform/page/save-file';
import type { OfflineView } from '../platform/service-worker/site-keeper';
import type { SiteNetwork } from '../platform/service-worker/site-network';
import type { SiteUpdate } from '../platform/service-worker/site-update';
import type { KeptNotes } from '../platform/storage/kept-notes';
import type { MicrophoneRecording } from '../platform/webaudio/start-recording';
import type { ModelChoice } from './features/models/models-slice';
import type { KeptOverReopening } from './reopening';

/** The page's ports to everything outside it; created and joined in main.tsx. */
export type PagePorts = {
  readonly engine: SpeechEngine;
  readonly library: PageModelLibrary;
  readonly measureDevice: DeviceMeter;
  readonly rehearse: Rehearser;
  /** Memory as the browser reports it. */
  readonly memoryBudget: MemoryBudget;
  /** Null where a page cannot write into a folder; the promise is null when the person chose none. */
  readonly pickFolder: ((mode: 'read' | 'readwrite') => Promise<FileSystemDirectoryHandle | null>) | null;
  /** Remembers it, for this page and the workers. */
  readonly acceptLicence: (fingerprint: string) => Promise<void>;
  readonly saveBlob: (name: string, blob: Blob) => void;
  /** A file that is saved as it is written. Must be called inside a click. Null: no place was chosen. */
  readonly saveFile: (name: string) => Promise<SavedFile | null>;
  /** The packages on offer; the first is loaded. @throws FailureError */
  readonly findModels: (signal: AbortSignal) => Promise<readonly ModelChoice[]>;
  /** Must be called inside a click. @throws FailureError 'unsupported' */
  readonly openSpeaker: (sampleRateHz: number) => Promise<Speaker>;
  /** @returns mono at `sampleRateHz`. @throws FailureError 'bad-audio' */
  readonly decodeAudio: (file: Blob, sampleRateHz: number) => Promise<Float32Array>;
  /** @throws FailureError 'bad-audio' when no microphone can be used. */
  readonly startRecording: () => Promise<MicrophoneRecording>;
  /** Keeps page and display awake while active. Called repeatedly; a refusal is ignored. */
  readonly stayAwake: (isWanted: boolean) => void;
  readonly notes: KeptNotes;
  readonly ownOrigin: string;
  /** Opens the page anew, which then finds this in `reopened`. */
  readonly reopen: (kept: KeptOverReopening) => void;
  /** Leaves this page for the one that erases everything. */
  readonly openErasing: () => void;
  /** Null unless the page was opened anew to go on. */
  readonly reopened: KeptOverReopening | null;
  /**
   * Projects on this device. @param onLost called when the browser has closed what it kept.
   * @throws FailureError 'storage' where nothing can be kept.
   */
  readonly openProjects: (onLost: () => void) => Promise<ProjectStore>;
  /** A person's own voices on this device. */
  readonly openVoices: () => Promise<VoiceStore>;
  /** Holds a project for this page. @returns what lets it go; null while another tab has it open. */
  readonly holdProject: (id: string) => Promise<(() => void) | null>;
  /** Asks the browser not to delete what is kept when the disk runs low. */
  readonly keepStorage: () => Promise<void>;
  /** Calls the listener whenever the page may be gone in a moment. */
  readonly onLeaving: (listener: () => void) => void;
  /** Keys of a keyboard, a headset or a lock screen. */
  readonly mediaKeys: MediaKeys;
  /** Unique on this device. */
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly previewUrl: (file: Blob) => string;
  readonly revokePreviewUrl: (url: string) => void;
  /** 0 … 2^32 - 1 */
  readonly drawSeed: () => number;
  /** Seconds of one monotonic clock. */
  readonly nowSeconds: () => number;
  /** The page was opened by the shortcut of the studio. */
  readonly isForStudio?: boolean;
  /** Tells of texts that other programs give to the page; absent where none can. */
  readonly receiveTexts?: (take: (given: ReceivedText) => void) => Promise<void>;
  /** State of the site's offline copy; absent where nothing is kept, as in development. */
  readonly offline?: OfflineView;
  /** Newer versions of the site; absent where none can come. */
  readonly update?: SiteUpdate;
  /** The browser's offer to install the page; absent where it makes none. */
  readonly installOffer?: InstallOffer;
  /** Rules that the page asks for; absent where nothing can be told or enforced. */
  readonly network?: SiteNetwork;
  /** Ways into the page for calls of the API; absent where nobody can call. */
  readonly apiDoors?: PageDoors;
};
