import { type Failure, failureOf } from '../../../core/failure';
import type { InstalledModel } from '../../../core/library/model-library';
import { type FamilyTraits, familyTraits } from '../../../core/model/families';
import type { Manifest, PresetVoice } from '../../../core/package/manifest';
import { say } from '../../../core/sentence';
import type { BackendChoice, EngineInfo, LoadProgress } from '../../../core/speech/speech-engine';
import type { OwnVoice } from '../../../core/studio/own-voice';
import type { FoundModel } from '../../../platform/http/find-models';
import type { SettingsSlice, VoiceChoice } from '../settings/settings-slice';
import type { VoicesSlice } from '../voices/voices-slice';
import { type CheckSlice, firstCheck } from './check-slice';
import type { PageOrder } from './library-slice';

/** A model package that the page can load. */
export type ModelChoice = FoundModel;

export type ModelState =
  | { readonly type: 'searching' }
  /** Waits for the user to confirm loading a big model. */
  | { readonly type: 'asking'; readonly choice: ModelChoice }
  | { readonly type: 'loading'; readonly choice: ModelChoice; readonly progress: LoadProgress | null }
  | {
      readonly type: 'ready';
      readonly choice: ModelChoice;
      readonly manifest: Manifest;
      readonly info: EngineInfo;
    }
  | { readonly type: 'failed'; readonly choice: ModelChoice | null; readonly failure: Failure };

/** Question before something big, or of another site, is loaded or fetched; the page can be used meanwhile. */
export type BigModelQuestion =
  | { readonly type: 'none' }
  | (Asked & { readonly type: 'load'; readonly choice: ModelChoice })
  | (Asked & { readonly type: 'install'; readonly order: PageOrder; readonly title: string });

type Asked = {
  /** Other sites that were not agreed to yet; empty where only the size is asked about. */
  readonly origins: readonly string[];
  readonly sentence: string;
};

export type ModelsSlice = {
  readonly backend: BackendChoice;
  readonly choices: readonly ModelChoice[];
  readonly model: ModelState;
  /** True when the first search for a model has ended, with a model, a question or a failure. */
  readonly isModelSettled: boolean;
  readonly question: BigModelQuestion;
};

export const firstModels: ModelsSlice = {
  backend: 'auto',
  choices: [],
  model: { type: 'searching' },
  isModelSettled: false,
  question: { type: 'none' },
};

type Problem = { readonly problem: Failure | null };

export const modelLoading = (choice: ModelChoice): Pick<ModelsSlice, 'model'> & CheckSlice & Problem => ({
  ...firstCheck,
  model: { type: 'loading', choice, progress: null },
  problem: null,
});

export const modelProgress =
  (progress: LoadProgress) =>
  ({ model }: ModelsSlice): Partial<ModelsSlice> =>
    model.type === 'loading' ? { model: { ...model, progress } } : {};

export const modelReady =
  (manifest: Manifest, info: EngineInfo) =>
  ({
    model,
    form,
    ownVoices,
  }: ModelsSlice & SettingsSlice & VoicesSlice): Partial<ModelsSlice & SettingsSlice> => {
    if (model.type !== 'loading') return {};
    const voice = keptVoice(form.voice, manifest, ownVoices);
    return {
      model: { type: 'ready', choice: model.choice, manifest, info },
      isModelSettled: true,
      form: { ...form, voice },
    };
  };

export const modelFailed =
  (failure: Failure) =>
  ({ model }: ModelsSlice): Partial<ModelsSlice> => ({
    model: { type: 'failed', choice: 'choice' in model ? model.choice : null, failure },
    isModelSettled: true,
  });

/** A model that is there stays in use; else the one that is asked about takes its place. */
export const questionAsked =
  (question: BigModelQuestion) =>
  ({ model }: ModelsSlice): Partial<ModelsSlice> => {
    const isFirst = model.type === 'searching' || model.type === 'failed';
    if (question.type !== 'load' || !isFirst) return { question };
    return { question, model: { type: 'asking', choice: question.choice }, isModelSettled: true };
  };

export const questionDeclined = (state: ModelsSlice): Partial<ModelsSlice> => {
  const question = { type: 'none' } as const;
  if (state.model.type !== 'asking') return { question };
  const failure = failureOf(
    'model-not-loaded',
    say`${state.model.choice.title} was not loaded, as you wished.`,
  );
  return { ...modelFailed(failure)(state), question };
};

/** A preset of the model before may not exist in this one; a model's own voice is its first choice. */
function keptVoice(voice: VoiceChoice, manifest: Manifest, own: readonly OwnVoice[]): VoiceChoice {
  const { takesDescriptions } = familyTraits[manifest.spec.language.family];
  if (voice.type === 'own' || (voice.type === 'described' && takesDescriptions)) return voice;
  if (voice.type === 'preset' && manifest.voices.some(({ id }) => id === voice.id)) return voice;
  if (voice.type === 'kept' && own.some(({ id, model }) => id === voice.id && model === manifest.id))
    return voice;
  return firstVoiceOf(manifest);
}

export function firstVoiceOf({ voices: [first] }: Manifest): VoiceChoice {
  return first ? { type: 'preset', id: first.id } : { type: 'plain' };
}

/** An installed model as the engine loads it. */
export function choiceOf({ id, url, title, precision }: InstalledModel): ModelChoice {
  return { id, url, title: `${title} (${precision})` };
}

export const manifestOf = ({ model }: ModelsSlice): Manifest | null =>
  model.type === 'ready' ? model.manifest : null;

/** True while a model may still come by itself, or by an answer that the page waits for. */
export const isModelComing = ({ type }: ModelState): boolean =>
  type === 'searching' || type === 'asking' || type === 'loading';

const noVoices: readonly PresetVoice[] = [];

/** Presets of the loaded model. */
export const presetsOf = (state: ModelsSlice): readonly PresetVoice[] =>
  manifestOf(state)?.voices ?? noVoices;

type UsableVoices = Pick<VoicesSlice, 'ownVoices'> & {
  readonly modelId: string | null;
  readonly voices: readonly OwnVoice[];
};
let lastUsable: UsableVoices = { ownVoices: [], modelId: null, voices: [] };

/** Own voices that the loaded model can speak with; the same list while neither has changed. */
export function usableVoices(state: VoicesSlice & ModelsSlice): readonly OwnVoice[] {
  const { ownVoices } = state;
  const modelId = manifestOf(state)?.id ?? null;
  if (lastUsable.ownVoices !== ownVoices || lastUsable.modelId !== modelId)
    lastUsable = { ownVoices, modelId, voices: ownVoices.filter(({ model }) => model === modelId) };
  return lastUsable.voices;
}

/** Abilities of the loaded model's family; null without a model. */
export function traitsOf(state: ModelsSlice): FamilyTraits | null {
  const manifest = manifestOf(state);
  return manifest && familyTraits[manifest.spec.language.family];
}
