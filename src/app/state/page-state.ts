import type { DeviceRoom } from '../../core/device/device-facts';
import type { Failure } from '../../core/failure';
import { type FamilyTraits, familyTraits } from '../../core/model/families';
import type { SpeakerReport } from '../../core/pcm/speaker';
import type { Manifest } from '../../core/store/manifest';
import type { BackendChoice, EngineInfo, LoadProgress } from '../../core/synthesis/speech-engine';
import type { SpeechStats } from '../../core/synthesis/speech-event';
import type { WrittenRange } from '../../core/text/mapped-text';
import type { BigModelQuestion, DeviceAction, DeviceState } from './device-state';
import type { LibraryAction, LibraryState } from './library-state';
import type { CheckAction, ModelCheck } from './model-check';
import type { PageForm } from './page-form';
import type { PageWarning } from './page-warnings';
import type { ReadingAction, ReadingState } from './reading-state';

/** A model package that the page can load; `url` is its folder, absolute. */
export type ModelChoice = { readonly id: string; readonly title: string; readonly url: string };

export type ModelState =
  | { readonly type: 'searching' }
  /** It is big, and a person was asked whether it may be loaded. */
  | { readonly type: 'asking'; readonly choice: ModelChoice }
  | { readonly type: 'loading'; readonly choice: ModelChoice; readonly progress: LoadProgress | null }
  | {
      readonly type: 'ready';
      readonly choice: ModelChoice;
      readonly manifest: Manifest;
      readonly info: EngineInfo;
    }
  | { readonly type: 'failed'; readonly choice: ModelChoice | null; readonly failure: Failure };

/** Where the current request stands. The sound itself is in `take`, which outlives every one of these. */
export type SpeechState =
  | { readonly type: 'idle' }
  | { readonly type: 'waiting'; readonly position: number }
  | { readonly type: 'speaking' }
  | { readonly type: 'finished'; readonly stopReason: 'end-of-speech' | 'length' }
  /** `hasSound`: the take is of this request; without, it is of the one before. */
  | { readonly type: 'stopped' | 'failed'; readonly hasSound: boolean };

/** What is known of the sound that was generated last, complete or not. */
export type TakeState = {
  readonly text: string;
  readonly seed: number;
  readonly sampleRateHz: number;
  readonly sampleCount: number;
  readonly generatedSeconds: number;
  readonly estimatedSeconds: number;
  readonly isComplete: boolean;
  /** From Speak to the first sample. */
  readonly firstAudioSeconds: number;
  /** Measured by the page while it grows, by the engine once it is done. */
  readonly realTimeFactor: number;
  /** Null until the engine has added it up. */
  readonly stats: SpeechStats | null;
};

export type PlaybackState = {
  readonly type: SpeakerReport['type'];
  /** Place in the take, not time listened. */
  readonly playedSeconds: number;
  readonly underrunCount: number;
};

/** A person's own recording. Its samples and codes are held elsewhere. */
export type ReferenceState =
  | { readonly type: 'absent' }
  | { readonly type: 'recording' }
  | { readonly type: 'reading'; readonly name: string }
  | { readonly type: 'ready'; readonly name: string; readonly seconds: number; readonly previewUrl: string }
  | { readonly type: 'failed'; readonly failure: Failure };

/** Everything that React draws. Loading, generating and playing run side by side, so each has its own union. */
export type PageState = {
  readonly form: PageForm;
  readonly reading: ReadingState;
  readonly backend: BackendChoice;
  readonly choices: readonly ModelChoice[];
  readonly model: ModelState;
  /** Of the loaded model. */
  readonly check: ModelCheck;
  readonly library: LibraryState;
  readonly room: DeviceRoom;
  readonly device: DeviceState;
  readonly question: BigModelQuestion;
  readonly request: {
    readonly text: string;
    readonly seed: number;
    readonly requestedAtSeconds: number;
    readonly estimatedSeconds: number;
  } | null;
  readonly speech: SpeechState;
  readonly take: TakeState | null;
  readonly playback: PlaybackState;
  /** Id of the preset that is heard, or about to be; null for none. */
  readonly previewedVoice: string | null;
  readonly reference: ReferenceState;
  /** What went wrong last, until it is dismissed or the next request begins. */
  readonly problem: Failure | null;
  /** Things worth knowing that stop nothing. */
  readonly warnings: readonly PageWarning[];
  /** Places in the request's text of the sentences that do not sound right, by their numbers. */
  readonly judgedPlaces: Readonly<Record<number, WrittenRange>>;
  /** The stretch of the text that a person wants to be shown; a new one each time. */
  readonly shownPlace: WrittenRange | null;
};

/** Facts that change the page; wishes are PageIntents. `atSeconds` comes from one monotonic clock. */
export type PageAction =
  | { readonly type: 'form-changed'; readonly change: Partial<PageForm> }
  | { readonly type: 'backend-chosen'; readonly backend: BackendChoice }
  | { readonly type: 'choices-found'; readonly choices: readonly ModelChoice[] }
  | { readonly type: 'model-loading'; readonly choice: ModelChoice }
  | { readonly type: 'model-progress'; readonly progress: LoadProgress }
  | { readonly type: 'model-ready'; readonly manifest: Manifest; readonly info: EngineInfo }
  | { readonly type: 'model-failed'; readonly failure: Failure }
  | {
      readonly type: 'speech-requested';
      readonly seed: number;
      readonly estimatedSeconds: number;
      readonly atSeconds: number;
    }
  | { readonly type: 'speech-queued'; readonly position: number }
  | { readonly type: 'speech-started'; readonly seed: number; readonly estimatedSeconds: number }
  | {
      readonly type: 'speech-grew';
      readonly sampleCount: number;
      readonly sampleRateHz: number;
      readonly isFirst: boolean;
      readonly atSeconds: number;
    }
  /** A piece that does not sound right. */
  | { readonly type: 'speech-judged'; readonly sentence: number; readonly place: WrittenRange }
  | {
      readonly type: 'speech-finished';
      readonly stats: SpeechStats;
      readonly stopReason: 'end-of-speech' | 'length';
    }
  | { readonly type: 'speech-stopped'; readonly stats: SpeechStats | null }
  | { readonly type: 'speech-failed'; readonly failure: Failure }
  | { readonly type: 'playback-reported'; readonly playback: PlaybackState }
  | { readonly type: 'preview-changed'; readonly voiceId: string | null }
  | { readonly type: 'reference-changed'; readonly reference: ReferenceState }
  | { readonly type: 'warned'; readonly message: string }
  | { readonly type: 'problem-met'; readonly failure: Failure }
  | { readonly type: 'problem-dismissed' }
  | { readonly type: 'place-shown'; readonly place: WrittenRange }
  | ReadingAction
  | CheckAction
  | DeviceAction
  | LibraryAction;

/** What the loaded model's family can do; null without a model. */
export const traitsOf = ({ model }: PageState): FamilyTraits | null =>
  model.type === 'ready' ? familyTraits[model.manifest.spec.language.family] : null;

export const isBusy = (speech: SpeechState): boolean =>
  speech.type === 'waiting' || speech.type === 'speaking';

/** Something is being made or heard: neither page nor display should fall asleep. */
export const isAtWork = ({ speech, playback }: PageState): boolean =>
  isBusy(speech) || playback.type === 'buffering' || playback.type === 'playing';
