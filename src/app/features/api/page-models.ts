import type { ApiHost, ApiModel, CalledEngine, OpenModel } from '../../../core/api/api-host';
import { refuseCall } from '../../../core/api/refused-call';
import { orAborted } from '../../../core/data/or-aborted';
import { type Failure, FailureError, fail } from '../../../core/failure';
import type { Manifest } from '../../../core/package/manifest';
import type { ControllerParts } from '../../controller-parts';
import type { ModelsController } from '../models/models-controller';
import { choiceOf, type ModelChoice, type ModelState, type ModelsSlice } from '../models/models-slice';
import { endsModel, isBusy, problemMet } from '../speech/speech-slice';
import { EngineTurns } from './engine-turns';

/**
 * The page's models and engine, as calls of the API see them: the same engine and queue that its own Speak
 * has.
 * @param begun called with the signal of `openModel` once the engine makes sound for that call.
 */
export function createPageModels(
  { store, ports }: ControllerParts,
  models: ModelsController,
  begun: (signal: AbortSignal) => void,
): Pick<ApiHost, 'models' | 'openModel'> {
  const turns = new EngineTurns();
  const manifests = new Map<string, Manifest>();

  function choices(): readonly ModelChoice[] {
    const { choices: found, library } = store.getState();
    return [...found, ...library.models.map(choiceOf)];
  }

  function noteManifest({ model }: ModelsSlice): void {
    if (model.type === 'ready') manifests.set(model.choice.url, model.manifest);
  }

  /**
   * A choice that was loaded once goes by the names of its manifest from then on, also if it has to be loaded
   * again.
   */
  function offered(choice: ModelChoice): ApiModel {
    const { model, library } = store.getState();
    const manifest = manifests.get(choice.url);
    const id = manifest?.id ?? choice.id;
    return {
      id,
      title: manifest?.title ?? choice.title,
      createdAtMs: library.models.find(({ url }) => url === choice.url)?.installedAtMs ?? 0,
      isLoaded: model.type === 'ready' && model.choice.url === choice.url,
      aliases: [choice.id, ...(manifest?.aliases.models ?? [])].filter((name) => name !== id),
    };
  }

  async function listed(): Promise<readonly ApiModel[]> {
    const all = choices().map(offered);
    const first = [...all.filter(({ isLoaded }) => isLoaded), ...all.filter(({ isLoaded }) => !isLoaded)];
    return first.filter(({ id }, index) => first.findIndex((one) => one.id === id) === index);
  }

  async function openModel(id: string | null, signal: AbortSignal): Promise<OpenModel> {
    let hasTried = false;
    for (;;) {
      const { model } = await settled(signal);
      if (model.type === 'ready' && (id === null || isNamed(model.choice, id)))
        return { manifest: model.manifest, engine: engineFor(model.manifest.id, signal) };
      const choice = wanted(id, model);
      if (hasTried) return refuse(model, choice.title);
      hasTried = true;
      requireSilence(choice.title);
      await models.load(choice);
    }
  }

  function engineFor(id: string, signal: AbortSignal): CalledEngine {
    const ready = async (wish: AbortSignal) => void (await openModel(id, wish));
    return turns.engine(ports.engine, { ready, begun: () => begun(signal), died });
  }

  function died(failure: Failure): void {
    if (endsModel.includes(failure.kind)) store.setState(problemMet(failure));
  }

  /** Waits while a model is looked for or loaded. */
  async function settled(signal: AbortSignal) {
    const isSettled = ({ type }: ModelState) => type !== 'searching' && type !== 'loading';
    let end = () => {};
    const whenSettled = new Promise<void>((resolve) => {
      const look = () => {
        if (isSettled(store.getState().model)) resolve();
      };
      end = store.subscribe(look);
      look();
    });
    await orAborted(whenSettled, signal).finally(end);
    return store.getState();
  }

  /** Nothing that is spoken is broken off for another call's model. */
  function requireSilence(title: string): void {
    const { speech, model, api } = store.getState();
    if (model.type === 'failed' || (!isBusy(speech) && api.workingCount <= 1)) return;
    const loaded =
      model.type === 'ready' ? `“${model.manifest.title}” is loaded and speaking` : 'The page speaks';
    refuseCall(
      409,
      'model_busy',
      `${loaded}, and “${title}” can only be loaded when nothing is spoken. Wait for the other calls, or name the loaded model.`,
      'model',
    );
  }

  function wanted(id: string | null, model: ModelState): ModelChoice {
    const found = id === null ? undefined : choices().find((choice) => isNamed(choice, id));
    if (found) return found;
    const current = 'choice' in model ? model.choice : null;
    if (id === null && current) return current;
    if (model.type === 'failed' && !current) throw new FailureError(model.failure);
    return fail(
      'model-not-loaded',
      id === null
        ? 'No model is loaded in the page. Load one there first.'
        : `The model "${id}" is neither loaded nor on this device. GET /v1/models lists what is.`,
      { field: 'model' },
    );
  }

  function isNamed(choice: ModelChoice, id: string): boolean {
    return id === choice.id || id === manifests.get(choice.url)?.id;
  }

  store.subscribe(noteManifest);
  noteManifest(store.getState());
  return { models: listed, openModel };
}

/** It was to be loaded, and still is not. */
function refuse(model: ModelState, title: string): never {
  if (model.type === 'failed') throw new FailureError(model.failure);
  return fail(
    'model-not-loaded',
    `The page asks a person whether “${title}” may be loaded. Answer there, then send the call again.`,
    { field: 'model' },
  );
}
