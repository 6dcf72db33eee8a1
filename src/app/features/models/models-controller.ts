import type { BackendChoice, LoadProgress } from '../../../core/speech/speech-engine';
import type { ControllerParts } from '../../controller-parts';
import { toFailure } from '../../failures';
import type { BigModelGate } from './big-model-gate';
import { type ModelChoice, modelFailed, modelLoading, modelProgress, modelReady } from './models-slice';

export type ModelsController = ReturnType<typeof createModelsController>;

/** Finds, loads and replaces the model. A newer request always ends the one before. Nothing here throws. */
export function createModelsController({ store, ports, way }: ControllerParts, gate: BigModelGate) {
  let current = new AbortController();
  let wishCount = 0;

  /** Finds packages and loads the first. */
  async function start(): Promise<void> {
    const signal = renew();
    try {
      const choices = await ports.findModels(signal);
      if (signal.aborted) return;
      store.setState({ choices });
      const first = choices[0];
      if (first) await loadNow(first);
    } catch (error) {
      if (!signal.aborted) store.setState(modelFailed(toFailure(error)));
    }
  }

  /** @returns when it is ready, has failed or is asked about. What is loaded stays until the answer. */
  async function load(choice: ModelChoice): Promise<void> {
    way.begin('loading');
    await loadNow(choice);
  }

  async function chooseBackend(backend: BackendChoice): Promise<void> {
    // The device was measured with the backend before.
    store.setState({ backend, device: { type: 'unmeasured' }, rehearsed: [] });
    await retry();
  }

  /** The same package again, or the search for one. */
  async function retry(): Promise<void> {
    way.begin('loading');
    const { model } = store.getState();
    const choice = 'choice' in model ? model.choice : null;
    await (choice ? loadNow(choice) : start());
  }

  async function loadNow(choice: ModelChoice): Promise<void> {
    const wish = ++wishCount;
    const may = gate.mayLoad(choice);
    if (may !== true && (!(await may) || wish !== wishCount)) return;
    const signal = renew();
    const { backend } = store.getState();
    const onProgress = (progress: LoadProgress) => {
      if (!signal.aborted) store.setState(modelProgress(progress));
    };
    store.setState(modelLoading(choice));
    try {
      const loaded = await ports.engine.load(choice.url, backend, onProgress, signal);
      if (!signal.aborted) store.setState(modelReady(loaded.manifest, loaded.info));
    } catch (error) {
      if (!signal.aborted) store.setState(modelFailed(toFailure(error)));
    }
  }

  function renew(): AbortSignal {
    current.abort();
    current = new AbortController();
    return current.signal;
  }

  return { start, load, chooseBackend, retry };
}
