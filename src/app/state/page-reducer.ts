import type { Failure, FailureKind } from '../../core/failure';
import { familyTraits } from '../../core/model/families';
import type { Manifest } from '../../core/store/manifest';
import type { WrittenRange } from '../../core/text/mapped-text';
import { emptyLibrary, reduceLibrary } from './library-state';
import { reduceCheck, unchecked } from './model-check';
import { emptyForm, type VoiceChoice } from './page-form';
import type { PageAction, PageState, TakeState } from './page-state';
import { withWarning } from './page-warnings';
import { emptyReading, expectedSeconds } from './reading-state';

export const firstPageState: PageState = {
  form: emptyForm,
  reading: emptyReading,
  backend: 'auto',
  choices: [],
  model: { type: 'searching' },
  check: unchecked,
  library: emptyLibrary,
  room: { memory: null, isMobile: false },
  device: { type: 'unmeasured' },
  question: { type: 'none' },
  request: null,
  speech: { type: 'idle' },
  take: null,
  playback: { type: 'silent', playedSeconds: 0, underrunCount: 0 },
  previewedVoice: null,
  reference: { type: 'absent' },
  problem: null,
  warnings: [],
  judgedPlaces: {},
  shownPlace: null,
};

/** The next state of the page. Pure: the same facts in the same order always draw the same page. */
export function reducePage(state: PageState, action: PageAction): PageState {
  switch (action.type) {
    case 'form-changed':
      return { ...state, form: { ...state.form, ...action.change } };
    case 'reading-changed':
      return { ...state, reading: { ...state.reading, ...action.change } };
    case 'place-shown':
      return { ...state, shownPlace: { ...action.place } };
    case 'backend-chosen':
      // What was measured is what ran before.
      return { ...state, backend: action.backend, device: { type: 'unmeasured' } };
    case 'choices-found':
      return { ...state, choices: action.choices };
    case 'preview-changed':
      return { ...state, previewedVoice: action.voiceId };
    case 'reference-changed':
      return { ...state, reference: action.reference };
    case 'playback-reported':
      return { ...state, playback: action.playback };
    case 'warned':
      return { ...state, warnings: withWarning(state.warnings, action.message) };
    case 'problem-met':
      return met(state, action.failure);
    case 'problem-dismissed':
      return { ...state, problem: null };
    case 'room-told':
      return { ...state, room: action.room };
    case 'device-changed':
      return { ...state, device: action.device };
    case 'question-asked':
      return ask(state, action.question);
    case 'question-answered':
      return answer(state, action.answer);
    case 'model-loading':
    case 'model-progress':
    case 'model-ready':
    case 'model-failed':
      return reduceModel(state, action);
    case 'check-begun':
    case 'check-step':
    case 'check-ended':
    case 'check-stopped':
    case 'check-failed':
      return { ...state, check: reduceCheck(state.check, action) };
    case 'library-listed':
    case 'library-task-begun':
    case 'library-progress':
    case 'library-task-ended':
    case 'library-failed':
      return { ...state, library: reduceLibrary(state.library, action) };
    default:
      return reduceSpeech(state, action);
  }
}

/** With no model there, the one that is asked about takes its place; a model that is there stays in use. */
function ask(state: PageState, question: PageState['question']): PageState {
  const isFirst = state.model.type === 'searching' || state.model.type === 'failed';
  if (question.type !== 'load' || !isFirst) return { ...state, question };
  return { ...state, question, model: { type: 'asking', choice: question.choice } };
}

function answer(state: PageState, given: 'go on' | 'not now'): PageState {
  const answered: PageState = { ...state, question: { type: 'none' } };
  if (given === 'go on' || state.model.type !== 'asking') return answered;
  const { choice } = state.model;
  const message = `${choice.title} was not loaded, as you wished.`;
  return { ...answered, model: { type: 'failed', choice, failure: { kind: 'model-not-loaded', message } } };
}

function reduceModel(
  state: PageState,
  action: Extract<PageAction, { readonly type: `model-${string}` }>,
): PageState {
  switch (action.type) {
    case 'model-loading':
      return {
        ...state,
        model: { type: 'loading', choice: action.choice, progress: null },
        check: unchecked,
        problem: null,
      };
    case 'model-progress':
      return state.model.type === 'loading'
        ? { ...state, model: { ...state.model, progress: action.progress } }
        : state;
    case 'model-ready': {
      if (state.model.type !== 'loading') return state;
      const { manifest, info } = action;
      const voice = keptVoice(state.form.voice, manifest);
      const model = { type: 'ready', choice: state.model.choice, manifest, info } as const;
      return { ...state, model, form: { ...state.form, voice } };
    }
    case 'model-failed': {
      const choice = 'choice' in state.model ? state.model.choice : null;
      return { ...state, model: { type: 'failed', choice, failure: action.failure } };
    }
  }
}

/** A preset of the model before may not exist in this one; a model's own voice is its first choice. */
function keptVoice(voice: VoiceChoice, manifest: Manifest): VoiceChoice {
  const { takesDescriptions } = familyTraits[manifest.spec.language.family];
  if (voice.type === 'own' || (voice.type === 'described' && takesDescriptions)) return voice;
  if (voice.type === 'preset' && manifest.voices.some(({ id }) => id === voice.id)) return voice;
  const first = manifest.voices[0];
  return first ? { type: 'preset', id: first.id } : { type: 'plain' };
}

function reduceSpeech(
  state: PageState,
  action: Extract<PageAction, { readonly type: `speech-${string}` }>,
): PageState {
  switch (action.type) {
    case 'speech-requested': {
      const { seed, atSeconds } = action;
      const estimatedSeconds = state.reading.survey ? expectedSeconds(state) : action.estimatedSeconds;
      const request = { text: state.form.text, seed, estimatedSeconds, requestedAtSeconds: atSeconds };
      const form = { ...state.form, seed: String(seed) };
      return {
        ...state,
        form,
        request,
        speech: { type: 'waiting', position: 0 },
        problem: null,
        warnings: [],
        judgedPlaces: {},
      };
    }
    case 'speech-queued':
      return { ...state, speech: { type: 'waiting', position: action.position } };
    case 'speech-started': {
      const { seed, estimatedSeconds } = action;
      return { ...state, request: state.request && { ...state.request, seed, estimatedSeconds } };
    }
    case 'speech-grew':
      return grow(state, action);
    case 'speech-judged':
      return { ...state, judgedPlaces: withPlace(state.judgedPlaces, action.sentence, action.place) };
    case 'speech-finished':
      return {
        ...state,
        speech: { type: 'finished', stopReason: action.stopReason },
        take: closed(state, action.stats),
      };
    case 'speech-stopped':
      return { ...state, speech: ended(state, 'stopped'), take: closed(state, action.stats) };
    case 'speech-failed':
      return met({ ...state, speech: ended(state, 'failed'), take: closed(state, null) }, action.failure);
  }
}

/** The take before is given up only now that there is something to replace it. */
function grow(state: PageState, action: Extract<PageAction, { readonly type: 'speech-grew' }>): PageState {
  if (!state.request) return state;
  const { text, seed, requestedAtSeconds, estimatedSeconds } = state.request;
  const elapsedSeconds = action.atSeconds - requestedAtSeconds;
  const before = action.isFirst ? null : state.take;
  const sampleCount = (before?.sampleCount ?? 0) + action.sampleCount;
  const generatedSeconds = sampleCount / action.sampleRateHz;
  const take: TakeState = {
    text,
    seed,
    sampleRateHz: action.sampleRateHz,
    estimatedSeconds,
    sampleCount,
    generatedSeconds,
    isComplete: false,
    firstAudioSeconds: before?.firstAudioSeconds ?? elapsedSeconds,
    realTimeFactor: generatedSeconds > 0 ? elapsedSeconds / generatedSeconds : 0,
    stats: null,
  };
  const playback = action.isFirst ? firstPageState.playback : state.playback;
  return { ...state, take, playback, speech: { type: 'speaking' } };
}

/** A long sentence has several pieces: it is shown from the first that was judged to the last. */
function withPlace(
  places: PageState['judgedPlaces'],
  sentence: number,
  place: WrittenRange,
): PageState['judgedPlaces'] {
  const start = Math.min(places[sentence]?.start ?? place.start, place.start);
  return { ...places, [sentence]: { start, end: Math.max(places[sentence]?.end ?? 0, place.end) } };
}

/** After these only another load helps, which is offered where the model is; the take stays. */
const endsModel: readonly FailureKind[] = ['engine-gone', 'device-lost', 'model-not-loaded'];

function met(state: PageState, failure: Failure): PageState {
  if (state.model.type !== 'ready' || !endsModel.includes(failure.kind))
    return { ...state, problem: failure };
  return { ...state, problem: null, model: { type: 'failed', choice: state.model.choice, failure } };
}

function ended(state: PageState, type: 'stopped' | 'failed'): PageState['speech'] {
  return { type, hasSound: state.speech.type === 'speaking' };
}

/** Closes the take of this request; one of an earlier request is left as it is. */
function closed(state: PageState, stats: TakeState['stats']): TakeState | null {
  if (!state.take || state.take.isComplete) return state.take;
  return {
    ...state.take,
    isComplete: true,
    stats,
    realTimeFactor: stats?.realTimeFactor ?? state.take.realTimeFactor,
  };
}
