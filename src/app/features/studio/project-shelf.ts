import { fileSlug } from '../../../core/studio/file-slug';
import type { Project } from '../../../core/studio/project';
import { emptyDraft, titleOf } from '../../../core/studio/project';
import type { MadeTake } from '../../../core/studio/project-store';
import type { Take } from '../../../core/studio/take';
import type { ControllerParts } from '../../controller-parts';
import type { ProjectKeeper } from './project-keeper';
import { studioChanged } from './studio-slice';
import { tried } from './tried';

const loadFiles = () => import('../../../core/studio/project-file');

/** Projects of the device: list, search, copies, files. Nothing here changes the open one. */
export class ProjectShelf {
  readonly #parts: ControllerParts;
  readonly #keeper: ProjectKeeper;
  #search = '';

  constructor(parts: ControllerParts, keeper: ProjectKeeper) {
    this.#parts = parts;
    this.#keeper = keeper;
  }

  newProject(): Project {
    const { ports } = this.#parts;
    const nowMs = ports.nowMs();
    return {
      id: ports.newId(),
      createdAtMs: nowMs,
      changedAtMs: nowMs,
      draft: emptyDraft,
      place: null,
    };
  }

  /** @returns takes by row; the oldest of each first. */
  async takesOf(projectId: string): Promise<Map<string, readonly Take[]>> {
    const takes = new Map<string, readonly Take[]>();
    for (const take of await this.#keeper.takes(projectId))
      takes.set(take.rowId, [...(takes.get(take.rowId) ?? []), take]);
    return takes;
  }

  async show(search = this.#search): Promise<void> {
    this.#search = search;
    await tried(this.#parts.store, async () => {
      await this.#keeper.flush();
      const heads = await this.#keeper.list(search);
      // A slower answer to an older search is dropped.
      if (search === this.#search) this.#parts.store.setState(studioChanged({ heads }));
    });
  }

  hide(): void {
    this.#search = '';
    this.#parts.store.setState(studioChanged({ heads: null }));
  }

  async duplicate(id: string): Promise<void> {
    await tried(this.#parts.store, async () => {
      const whole = await this.#whole(id);
      if (!whole) return;
      const { copyOfProject } = await loadFiles();
      const { project, takes } = copyOfProject(whole, this.#parts.ports.newId);
      const title = `${titleOf(project.draft)} (copy)`;
      await this.#put({ ...project, draft: { ...project.draft, title } }, takes);
      await this.show();
    });
  }

  /** @param hold sees to it that no other tab has the project open, and gives the way to let go of it. */
  async remove(id: string, hold: () => Promise<() => void> = async () => () => {}): Promise<void> {
    await tried(this.#parts.store, async () => {
      const letGo = await hold();
      await this.#keeper.remove(id).finally(letGo);
      await this.show();
    });
  }

  async exportFile(id: string): Promise<void> {
    await tried(this.#parts.store, async () => {
      const whole = await this.#whole(id);
      if (!whole) return;
      const { writeProjectFile } = await loadFiles();
      const text = writeProjectFile(whole.project, whole.takes);
      const name = `${fileSlug(titleOf(whole.project.draft))}.pagevoice`;
      this.#parts.ports.saveBlob(name, new Blob([text], { type: 'application/json' }));
    });
  }

  /** @returns the id of the new project. @throws FailureError where the file cannot be read, or the project not kept. */
  async importFile(file: Blob): Promise<string> {
    const { parseProjectFile } = await import('../../../core/studio/parse-project-file');
    const { copyOfProject } = await loadFiles();
    const { project, takes } = copyOfProject(parseProjectFile(await file.text()), this.#parts.ports.newId);
    await this.#put(project, takes);
    return project.id;
  }

  async #put(project: Project, takes: readonly MadeTake[]): Promise<void> {
    const { store } = this.#keeper;
    await store.put({ ...project, changedAtMs: this.#parts.ports.nowMs() });
    for (const made of takes) await store.putTake(project.id, made);
  }

  async #whole(id: string): Promise<{ project: Project; takes: readonly MadeTake[] } | null> {
    const keeper = this.#keeper;
    await keeper.flush();
    const project = await keeper.read(id);
    if (!project) return null;
    const takes: MadeTake[] = [];
    for (const take of await keeper.takes(id)) {
      const codes = await keeper.codes(take.id);
      if (codes) takes.push({ take, codes });
    }
    return { project, takes };
  }
}
