import type {
  InstalledModel,
  InterruptedInstall,
  LibraryProgress,
} from '../../../core/library/model-library';
import type { ControllerParts } from '../../controller-parts';
import { toFailure } from '../../failures';
import { t } from '../../language/language';
import type { BigModelGate } from './big-model-gate';
import { type LibraryTask, libraryChanged, libraryProgress, type PageOrder } from './library-slice';
import type { ModelsController } from './models-controller';
import { choiceOf } from './models-slice';

export type LibraryController = ReturnType<typeof createLibraryController>;

/** User actions on the models stored on this device. */
export function createLibraryController(
  { store, ports, way }: ControllerParts,
  gate: BigModelGate,
  models: ModelsController,
) {
  let running: AbortController | null = null;
  let lastInstall: (() => Promise<void>) | null = null;

  async function refresh(): Promise<void> {
    try {
      const { library } = ports;
      const [listing, storage] = [await library.list(), await library.storage()];
      store.setState(libraryChanged({ ...listing, storage }));
    } catch (error) {
      fail(error);
    }
  }

  async function use(model: InstalledModel): Promise<void> {
    await models.load(choiceOf(model));
    await refresh();
  }

  /** @returns at once when something big is asked about first. */
  async function install(order: PageOrder, title: string): Promise<void> {
    way.begin('installing');
    if (!(await gate.mayInstall(order, title))) return;
    lastInstall = () => install(order, title);
    await run({ type: 'installing', title, progress: null }, async (signal) => {
      const model = await follow(ports.library.install(order, signal));
      return t`${model.title} is on this device.`;
    });
  }

  /** The last installation once more, after what was in its way is gone. */
  async function again(): Promise<void> {
    await lastInstall?.();
  }

  /** Does nothing where the files have to be picked again. */
  async function resume({ order, title }: InterruptedInstall): Promise<void> {
    if (order) await install(order, title);
  }

  async function verify({ id, title }: InstalledModel): Promise<void> {
    await run({ type: 'verifying', title, progress: null }, async (signal) => {
      await follow(ports.library.verify(id, signal));
      return t`${title} is whole: every byte is as it was made.`;
    });
  }

  /** Writes into a folder where the browser can, as one archive elsewhere. */
  async function exportModel({ id, title }: InstalledModel): Promise<void> {
    const { library, pickFolder, saveBlob } = ports;
    const folder = pickFolder ? await pickFolder('readwrite').catch(() => null) : null;
    if (pickFolder && !folder) return;
    await run({ type: 'exporting', title, progress: null }, async (signal) => {
      if (folder) {
        await follow(library.export(id, folder, signal));
        return t`${title} was written into ${folder.name}.`;
      }
      const { name, blob } = await library.archive(id);
      saveBlob(name, blob);
      return t`${title} is saved as ${name}.`;
    });
  }

  async function remove({ id }: InstalledModel): Promise<void> {
    await change(() => ports.library.remove(id));
  }

  async function discard({ id }: InterruptedInstall): Promise<void> {
    await change(() => ports.library.discard(id));
  }

  function stop(): void {
    running?.abort();
  }

  async function run(task: LibraryTask, work: (signal: AbortSignal) => Promise<string>): Promise<void> {
    if (running) return; // the buttons are off while a task runs
    const abort = new AbortController();
    running = abort;
    store.setState(libraryChanged({ task, problem: null, result: '' }));
    try {
      const result = await work(abort.signal);
      store.setState(libraryChanged({ task: null, result }));
    } catch (error) {
      if (!abort.signal.aborted) fail(error);
      else store.setState(libraryChanged({ task: null, result: t`Stopped. What is there is kept.` }));
    } finally {
      running = null;
    }
    await refresh();
  }

  async function follow<T>(flow: AsyncGenerator<LibraryProgress, T>): Promise<T> {
    for (;;) {
      const { done, value } = await flow.next();
      if (done) return value;
      store.setState(libraryProgress(value));
    }
  }

  async function change(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      fail(error);
    }
    await refresh();
  }

  function fail(error: unknown): void {
    store.setState(libraryChanged({ task: null, problem: toFailure(error), result: '' }));
  }

  return { refresh, use, install, again, resume, verify, exportModel, remove, discard, stop };
}
