import { createPagevoiceOn, type Pagevoice } from './pagevoice/create-pagevoice';
import type { PagevoiceOptions } from './pagevoice/options';
import { pagePorts } from './pagevoice/page-ports';

export type { Failure, FailureKind } from './core/failure';
export { FailureError } from './core/failure';
export type { PcmChunk } from './core/pcm/pcm-chunk';
export type { SpeechEvent, SpeechStats, SpokenPiece } from './core/speech/speech-event';
export type { SpeechRequestInput } from './core/speech/speech-request';
export {
  type HeardSpeech,
  heardUntil,
  sentenceTimes,
  type TimedText,
  wordTimes,
} from './core/speech/speech-times';
export type { Recording } from './pagevoice/clone-voice';
export type { Pagevoice, SayOptions } from './pagevoice/create-pagevoice';
export type { PagevoiceEvents } from './pagevoice/events';
export type { ListedModel } from './pagevoice/list-models';
export type { ListedVoice } from './pagevoice/list-voices';
export type { LoadedModel } from './pagevoice/model-keeper';
export type { PagevoiceOptions } from './pagevoice/options';
export type { PieceMark } from './pagevoice/piece-marks';
export type { ClonedVoice, SpeechInput } from './pagevoice/speech-input';
export type { PlayerEvents, PlayerState, SpeechPlayer } from './pagevoice/speech-player';

/**
 * Speech made in this page, by a model that runs in it. Nothing is fetched before the first use or `preload`.
 * @throws TypeError for an option that cannot be.
 */
export function createPagevoice(options: PagevoiceOptions = {}): Pagevoice {
  return createPagevoiceOn(pagePorts(), options);
}
