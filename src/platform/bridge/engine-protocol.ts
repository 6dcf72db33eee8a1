import type { DeviceFacts } from '../../core/device/device-facts';
import type { Failure } from '../../core/failure';
import type { PcmChunk } from '../../core/pcm/pcm-chunk';
import type { CodeGrid } from '../../core/prompt/prompt';
import type { Manifest } from '../../core/store/manifest';
import type { BackendChoice, EngineInfo, LoadProgress } from '../../core/synthesis/speech-engine';
import type { SpeechEvent } from '../../core/synthesis/speech-event';
import type { SpeechRequestInput } from '../../core/synthesis/speech-request';
import type { CheckResult, CheckStep } from '../../core/verify/verify-model';

/** How a call ended. An error would keep only its name and message on the way, so failures travel as data. */
export type Outcome<T> =
  | { readonly type: 'done'; readonly value: T }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'cancelled' };

/** The worker's side. An AbortSignal cannot travel: each call brings a port that may carry one `cancel`. */
export interface EngineService {
  load(
    packageUrl: string,
    backend: BackendChoice,
    onProgress: (progress: LoadProgress) => void,
    cancel: MessagePort,
  ): Promise<Outcome<{ readonly manifest: Manifest; readonly info: EngineInfo }>>;
  /** Events go out on `port`, which carries SpeakOrders in and SpeechEvents out. */
  speak(request: SpeechRequestInput, port: MessagePort): void;
  previewVoice(voiceId: string, cancel: MessagePort): Promise<Outcome<PcmChunk>>;
  encodeReference(
    samples: Float32Array,
    sampleRateHz: number,
    cancel: MessagePort,
  ): Promise<Outcome<CodeGrid>>;
  /** Steps travel on a way of their own: the last of them may come after the results. */
  verify(onStep: (step: CheckStep) => void, cancel: MessagePort): Promise<Outcome<readonly CheckResult[]>>;
  /** Of the machine, not of a model; see DeviceMeter. */
  measure(backend: BackendChoice, cancel: MessagePort): Promise<Outcome<DeviceFacts>>;
  unload(): Promise<Outcome<void>>;
}

/** `next` asks for one more event: a generator cannot travel, and unasked-for events would pile up. */
export type SpeakOrder = 'next' | 'cancel';
/** What comes back on the port; null after the last event. */
export type SpeakReply = SpeechEvent | null;

/** Events that may be on their way at once: enough to keep the engine busy while the page looks at one. */
export const EVENTS_AHEAD = 4;
