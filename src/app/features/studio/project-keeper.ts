import { MemoryProjectStore } from '../../../core/studio/memory-project-store';
import { type Project, titleOf } from '../../../core/studio/project';
import { headOf, isFound } from '../../../core/studio/project-head';
import type { MadeTake, ProjectHead, ProjectStore } from '../../../core/studio/project-store';
import type { Take, TakeCodes } from '../../../core/studio/take';
import type { ListeningPlace } from '../../../core/studio/timeline';
import type { ControllerParts } from '../../controller-parts';
import { failureSentence, toFailure } from '../../failures';
import { t } from '../../language/language';
import { forgetOffer, keepsNothing, writeKeepsNothing, writeOffer } from './kept-place';
import { studioChanged } from './studio-slice';
import { heardSeconds } from './studio-view';

/** Typing has paused. */
const PAUSE_MILLISECONDS = 300;
/** Seconds of listening that a crash may forget. */
const PLACE_MILLISECONDS = 3000;

/**
 * Writes the open project: the text as it is typed, a take as soon as it is made. What cannot be written stays in
 * memory, is told, and is tried again with the next change.
 */
export class ProjectKeeper {
  readonly #parts: ControllerParts;
  /** The device's, or one in memory. */
  store: ProjectStore = new MemoryProjectStore();
  /** True where projects outlive the page. */
  isOnDevice = false;
  /** Projects that are not on the device as they are now; they may be closed since. */
  readonly #changed = new Map<string, Project>();
  /** Takes that are not on the device yet, each with its project. */
  readonly #unwritten = new Map<string, MadeTake & { readonly projectId: string }>();
  /** The open project as it is on the device, or among the changed ones. */
  #known: Project | null = null;
  #knownPlace: ListeningPlace | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: ControllerParts) {
    this.#parts = parts;
  }

  /** Opens the device's store, or one in memory for those who keep nothing. @returns why it is in memory, if it should not be. */
  async open(): Promise<string> {
    const { ports } = this.#parts;
    if (keepsNothing(ports.notes)) return '';
    try {
      this.store = await ports.openProjects(() => this.#lost());
      this.isOnDevice = true;
      void ports.keepStorage();
      return '';
    } catch (error) {
      return failureSentence(toFailure(error));
    }
  }

  /** A project was read: it need not be written before it changes. Those before it may have to. */
  began(project: Project): void {
    this.#known = project;
    this.#knownPlace = project.place;
    void this.flush();
  }

  async list(search: string): Promise<readonly ProjectHead[]> {
    const changed = [...this.#changed.values()].filter((project) => isFound(project, search));
    const heads = await this.store.list(search);
    return [...changed.map(headOf), ...heads.filter(({ id }) => !this.#changed.has(id))];
  }

  async read(id: string): Promise<Project | null> {
    return this.#changed.get(id) ?? this.store.read(id);
  }

  /** The oldest first. */
  async takes(projectId: string): Promise<readonly Take[]> {
    const unwritten = [...this.#unwritten.values()].filter((made) => made.projectId === projectId);
    const written = await this.store.takes(projectId);
    const all = [...written, ...unwritten.map(({ take }) => take)];
    return [...new Map(all.map((take) => [take.id, take])).values()];
  }

  /** Removes a project for good, written or not. */
  async remove(id: string): Promise<void> {
    // What is written later would bring it back.
    await this.flush();
    this.#changed.delete(id);
    for (const [takeId, { projectId }] of this.#unwritten)
      if (projectId === id) this.#unwritten.delete(takeId);
    await this.store.remove(id);
  }

  /** Writes the project once nothing has changed for a moment. */
  schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), PAUSE_MILLISECONDS);
  }

  /** Writes the place of listening every few seconds while it moves. */
  notePlace(): void {
    this.#timer ??= setTimeout(() => void this.flush(), PLACE_MILLISECONDS);
  }

  /** @returns when everything was written, or could not be; never throws. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** A take was made: it is in the project at once, and on the device in a moment. */
  addTake(made: MadeTake): void {
    const { store } = this.#parts;
    const { take } = made;
    const projectId = store.getState().studio?.project.id;
    if (projectId === undefined) return;
    this.#unwritten.set(take.id, { ...made, projectId });
    store.setState(
      studioChanged(({ takes, project }) => {
        const ofRow = [...(takes.get(take.rowId) ?? []), take];
        // The new one is heard: that was asked for.
        const rows = project.draft.rows.map((row) =>
          row.id === take.rowId && row.chosenTakeId !== null ? { ...row, chosenTakeId: take.id } : row,
        );
        return {
          takes: new Map(takes).set(take.rowId, ofRow),
          project: { ...project, draft: { ...project.draft, rows } },
        };
      }),
    );
    void this.flush();
  }

  /** Deletes a take for good; what was chosen of its row is then the newest that fits. */
  async removeTake({ id, rowId }: Take): Promise<void> {
    const { store } = this.#parts;
    this.#unwritten.delete(id);
    store.setState(
      studioChanged(({ takes, project }) => {
        const { draft } = project;
        const rows = draft.rows.map((row) =>
          row.chosenTakeId === id ? { ...row, chosenTakeId: null } : row,
        );
        const left = (takes.get(rowId) ?? []).filter((take) => take.id !== id);
        return {
          takes: new Map(takes).set(rowId, left),
          project: { ...project, draft: { ...draft, rows } },
        };
      }),
    );
    // One that is being written is removed once it is.
    await this.flush();
    try {
      await this.store.removeTake(id);
    } catch (error) {
      this.#tell('failed', failureSentence(toFailure(error)));
    }
  }

  async codes(takeId: string): Promise<TakeCodes | null> {
    return this.#unwritten.get(takeId)?.codes ?? (await this.store.codes(takeId));
  }

  /** Changes whether anything outlives the page. What is there is taken along, and removed where it is not to be. */
  async keepOnDevice(isWanted: boolean): Promise<void> {
    const { ports, store } = this.#parts;
    const { studio } = store.getState();
    if (!studio) return;
    const takes = [...studio.takes.values()].flat();
    await this.flush();
    writeKeepsNothing(ports.notes, !isWanted);
    const former = this.store;
    const moved = await Promise.all(
      takes.map(async (take) => ({ take, codes: (await this.codes(take.id)) ?? [] })),
    );
    this.store = new MemoryProjectStore();
    this.isOnDevice = false;
    const problem = isWanted ? await this.open() : '';
    const projectId = studio.project.id;
    for (const made of moved) this.#unwritten.set(made.take.id, { ...made, projectId });
    this.#known = null;
    if (!isWanted) {
      forgetOffer(ports.notes);
      await former.remove(studio.project.id).catch(() => {});
    }
    store.setState(
      studioChanged(({ keeping }) => ({ keeping: { ...keeping, isOnDevice: this.isOnDevice, problem } })),
    );
    await this.flush();
  }

  async #write(): Promise<void> {
    const { store, ports } = this.#parts;
    const { studio } = store.getState();
    if (studio) {
      const { project } = studio;
      const { place } = studio.hearing;
      if (project !== this.#known || place !== this.#knownPlace)
        this.#changed.set(project.id, { ...project, place });
      if (project !== this.#known) this.#tell('writing', '');
      this.#known = project;
      this.#knownPlace = place;
    }
    if (this.#changed.size + this.#unwritten.size === 0) return;
    try {
      for (const [id, project] of this.#changed) {
        await this.store.put(project);
        this.#changed.delete(id);
      }
      for (const [id, made] of this.#unwritten) {
        await this.store.putTake(made.projectId, made);
        this.#unwritten.delete(id);
      }
      if (this.isOnDevice && studio)
        writeOffer(
          ports.notes,
          studio.project.id,
          titleOf(studio.project.draft),
          heardSeconds(store.getState()),
        );
      this.#tell('kept', '');
    } catch (error) {
      this.#tell('failed', failureSentence(toFailure(error)));
    }
  }

  /** The browser has closed its store: what this page still knows is written into a new one. */
  #lost(): void {
    this.#known = null;
    this.#tell(
      'failed',
      t`The browser has closed or deleted what this page had kept. The text is being written again; export the project to be safe.`,
    );
    void this.open().then(() => this.flush());
  }

  #tell(state: 'kept' | 'writing' | 'failed', problem: string): void {
    this.#parts.store.setState(
      studioChanged(({ keeping }) => ({
        keeping: {
          isOnDevice: this.isOnDevice,
          state,
          problem: problem || (state === 'kept' ? '' : keeping.problem),
        },
      })),
    );
  }
}
