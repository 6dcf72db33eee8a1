import type { Failure } from '../../core/failure';
import type { InstalledModel, InstallOrder, LibraryProgress } from '../../core/library/model-library';
import type { PickedFile } from '../../platform/opfs/picked-files';
import type { Asking } from './asking';
import type { LibraryTask } from './library-state';
import type { PageDevices } from './page-devices';
import type { PageStore } from './page-store';
import { toFailure } from './to-failure';

export type PageOrder = InstallOrder<readonly PickedFile[]>;

/** Everything a person does with the models on this device. */
export class LibraryWork {
  readonly #store: PageStore;
  readonly #devices: PageDevices;
  readonly #asking: Asking;
  #stop: AbortController | null = null;
  #lastInstall: (() => Promise<void>) | null = null;

  constructor(store: PageStore, devices: PageDevices, asking: Asking) {
    this.#store = store;
    this.#devices = devices;
    this.#asking = asking;
  }

  async refresh(): Promise<void> {
    try {
      const { library } = this.#devices;
      const [listing, storage] = [await library.list(), await library.storage()];
      this.#store.dispatch({ type: 'library-listed', listing, storage });
    } catch (error) {
      this.#fail(toFailure(error));
    }
  }

  /** @returns at once when something big is asked about first. */
  async install(order: PageOrder, title: string): Promise<void> {
    if (!(await this.#asking.mayInstall(order, title))) return;
    this.#lastInstall = () => this.install(order, title);
    await this.#run({ type: 'installing', title, progress: null }, async (signal) => {
      const model = await this.#follow(this.#devices.library.install(order, signal));
      return `${model.title} is on this device.`;
    });
  }

  /** The last installation once more, after what was in its way is gone. */
  async again(): Promise<void> {
    await this.#lastInstall?.();
  }

  async verify({ id, title }: InstalledModel): Promise<void> {
    await this.#run({ type: 'verifying', title, progress: null }, async (signal) => {
      await this.#follow(this.#devices.library.verify(id, signal));
      return `${title} is whole: every byte is as it was made.`;
    });
  }

  /** Into a folder where the browser can, as one archive elsewhere. */
  async export({ id, title }: InstalledModel): Promise<void> {
    const { library, pickFolder, saveBlob } = this.#devices;
    const folder = pickFolder ? await pickFolder('readwrite').catch(() => null) : null;
    if (pickFolder && !folder) return;
    await this.#run({ type: 'exporting', title, progress: null }, async (signal) => {
      if (folder) {
        await this.#follow(library.export(id, folder, signal));
        return `${title} was written into ${folder.name}.`;
      }
      const { name, blob } = await library.archive(id);
      saveBlob(name, blob);
      return `${title} is saved as ${name}.`;
    });
  }

  async remove(id: string): Promise<void> {
    await this.#change(() => this.#devices.library.remove(id));
  }

  async discard(interruptedId: string): Promise<void> {
    await this.#change(() => this.#devices.library.discard(interruptedId));
  }

  stop(): void {
    this.#stop?.abort();
  }

  async #run(task: LibraryTask, work: (signal: AbortSignal) => Promise<string>): Promise<void> {
    if (this.#stop) return; // the buttons are off while a task runs
    const stop = new AbortController();
    this.#stop = stop;
    this.#store.dispatch({ type: 'library-task-begun', task });
    try {
      const result = await work(stop.signal);
      this.#store.dispatch({ type: 'library-task-ended', result });
    } catch (error) {
      if (!stop.signal.aborted) this.#fail(toFailure(error));
      else this.#store.dispatch({ type: 'library-task-ended', result: 'Stopped. What is there is kept.' });
    } finally {
      this.#stop = null;
    }
    await this.refresh();
  }

  async #follow<T>(run: AsyncGenerator<LibraryProgress, T>): Promise<T> {
    for (;;) {
      const { done, value } = await run.next();
      if (done) return value;
      this.#store.dispatch({ type: 'library-progress', progress: value });
    }
  }

  async #change(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#fail(toFailure(error));
    }
    await this.refresh();
  }

  #fail(failure: Failure): void {
    this.#store.dispatch({ type: 'library-failed', failure });
  }
}
