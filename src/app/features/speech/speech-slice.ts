import type { Failure, FailureKind } from '../../../core/failure';
import type { Sentence } from '../../../core/sentence';
import type { SpeechEvent, SpeechStats, SpokenPiece } from '../../../core/speech/speech-event';
import type { SpeechRequestInput } from '../../../core/speech/speech-request';
import type { WrittenRange } from '../../../core/text/mapped-text';
import type { ModelsSlice } from '../models/models-slice';
import { firstPlayback, type PlaybackSlice } from '../playback/playback-slice';
import { expectedSeconds, type ReadingSlice } from '../reading/reading-slice';
import type { SettingsSlice } from '../settings/settings-slice';
import { completed, newestTake, type Take, type TakeHandle, type TakesSlice, withTake } from './takes';
import { type PageWarning, withWarning } from './warnings';

/** State of the current request. Its sound is in a take, which outlives every one of these. */
export type SpeechState =
  | { readonly type: 'idle' }
  | { readonly type: 'waiting'; readonly position: number }
  | { readonly type: 'speaking' }
  | { readonly type: 'finished'; readonly stopReason: 'end-of-speech' | 'length' }
  /** `hasSound`: the newest take is of this request; without, it is of the one before. */
  | { readonly type: 'stopped' | 'failed'; readonly hasSound: boolean };

export type SpeechSlice = TakesSlice & {
  readonly request: {
    readonly text: string;
    readonly seed: number;
    readonly requestedAtSeconds: number;
    readonly estimatedSeconds: number;
  } | null;
  readonly speech: SpeechState;
  /** The last failure, until it is dismissed or the next request begins. */
  readonly problem: Failure | null;
  /** Things worth knowing that stop nothing. */
  readonly warnings: readonly PageWarning[];
  /** Places in the request's text of the sentences that do not sound right, by their numbers. */
  readonly judgedPlaces: Readonly<Record<number, WrittenRange>>;
  /** The part of the text to show; a new object for each request. */
  readonly shownPlace: WrittenRange | null;
};

export const firstSpeech: SpeechSlice = {
  takes: [],
  request: null,
  speech: { type: 'idle' },
  problem: null,
  warnings: [],
  judgedPlaces: {},
  shownPlace: null,
};

export const isBusy = (speech: SpeechState): boolean =>
  speech.type === 'waiting' || speech.type === 'speaking';

/** @param estimatedSeconds by the letters of the text, for a text that was not surveyed. */
export const speechRequested =
  (seed: number, estimatedSeconds: number, atSeconds: number) =>
  (state: SettingsSlice & ReadingSlice): Partial<SpeechSlice & SettingsSlice> => ({
    form: { ...state.form, seed: String(seed) },
    request: {
      text: state.form.text,
      seed,
      estimatedSeconds: state.reading.survey ? expectedSeconds(state) : estimatedSeconds,
      requestedAtSeconds: atSeconds,
    },
    speech: { type: 'waiting', position: 0 },
    problem: null,
    warnings: [],
    judgedPlaces: {},
  });

/** Sound of the request that runs, in the take with this id, which the first of it makes. */
export type NewSound = {
  readonly id: number;
  readonly request: SpeechRequestInput;
  readonly handle: TakeHandle;
  readonly sampleCount: number;
  readonly sampleRateHz: number;
  readonly atSeconds: number;
};

/** The take before is given up only now that there is something to replace it. */
export const speechGrew =
  ({ id, request, handle, sampleCount, sampleRateHz, atSeconds }: NewSound) =>
  (state: SpeechSlice & PlaybackSlice): Partial<SpeechSlice & PlaybackSlice> => {
    if (!state.request) return state;
    const { text, seed, requestedAtSeconds, estimatedSeconds } = state.request;
    const elapsedSeconds = atSeconds - requestedAtSeconds;
    const before = state.takes.find((take) => take.id === id);
    const wholeCount = (before?.sampleCount ?? 0) + sampleCount;
    const generatedSeconds = wholeCount / sampleRateHz;
    const take: Take = {
      ...handle,
      id,
      text,
      request,
      seed,
      codes: before?.codes ?? [],
      sampleRateHz,
      estimatedSeconds,
      sampleCount: wholeCount,
      generatedSeconds,
      isComplete: false,
      firstAudioSeconds: before?.firstAudioSeconds ?? elapsedSeconds,
      realTimeFactor: generatedSeconds > 0 ? elapsedSeconds / generatedSeconds : 0,
      stats: null,
    };
    return { ...(before ? {} : firstPlayback), takes: [take], speech: { type: 'speaking' } };
  };

/** The change that an event of the engine makes. */
export const speechTold =
  (event: Exclude<SpeechEvent, { readonly type: 'chunk' }>, framesPerSecond: number) =>
  (state: SpeechSlice & ModelsSlice): Partial<SpeechSlice & ModelsSlice> => {
    switch (event.type) {
      case 'queued':
        return { speech: { type: 'waiting', position: event.position } };
      case 'started': {
        const estimatedSeconds = event.estimatedFrameCount / framesPerSecond;
        return { request: state.request && { ...state.request, seed: event.seed, estimatedSeconds } };
      }
      case 'warning':
        return warned(event.sentence)(state);
      case 'finished': {
        const { stats, stopReason } = event;
        return { speech: { type: 'finished', stopReason }, takes: withCompleted(state, stats) };
      }
      case 'cancelled':
        return speechStopped(event.stats)(state);
      case 'failed':
        return speechFailed(event.failure)(state);
      case 'piece':
        return spoken(state, event.piece);
      case 'piece-started':
      case 'progress':
        return state;
    }
  };

export const speechStopped =
  (stats: SpeechStats | null) =>
  (state: SpeechSlice): Partial<SpeechSlice> => ({
    speech: { type: 'stopped', hasSound: state.speech.type === 'speaking' },
    takes: withCompleted(state, stats),
  });

export const speechFailed =
  (failure: Failure) =>
  (state: SpeechSlice & ModelsSlice): Partial<SpeechSlice & ModelsSlice> => ({
    ...problemMet(failure)(state),
    speech: { type: 'failed', hasSound: state.speech.type === 'speaking' },
    takes: withCompleted(state, null),
  });

/** Failures after which only another load helps, which is offered where the model is; the take stays. */
export const endsModel: readonly FailureKind[] = ['engine-gone', 'device-lost', 'model-not-loaded'];

export const problemMet =
  (failure: Failure) =>
  ({ model }: ModelsSlice): Partial<SpeechSlice & ModelsSlice> => {
    if (model.type !== 'ready' || !endsModel.includes(failure.kind)) return { problem: failure };
    return { problem: null, model: { type: 'failed', choice: model.choice, failure } };
  };

export const warned =
  (sentence: Sentence) =>
  ({ warnings }: SpeechSlice): Partial<SpeechSlice> => ({ warnings: withWarning(warnings, sentence) });

/** A long sentence has several pieces: it is shown from the first that was judged to the last. */
function spoken(state: SpeechSlice, piece: SpokenPiece): Partial<SpeechSlice> {
  const take = state.speech.type === 'speaking' ? newestTake(state) : null;
  const takes = take
    ? withTake(state.takes, take.id, (one) => ({ ...one, codes: [...one.codes, piece.codes] }))
    : state.takes;
  if (piece.verdict === 'good') return { takes };
  const known = state.judgedPlaces[piece.sentence];
  const place = {
    start: Math.min(known?.start ?? piece.from, piece.from),
    end: Math.max(known?.end ?? 0, piece.to),
  };
  return { takes, judgedPlaces: { ...state.judgedPlaces, [piece.sentence]: place } };
}

function withCompleted(state: SpeechSlice, stats: SpeechStats | null): readonly Take[] {
  const take = newestTake(state);
  return take ? withTake(state.takes, take.id, (one) => completed(one, stats)) : state.takes;
}
