import type { Project } from './project';
import { headOf, isFound } from './project-head';
import type { MadeTake, ProjectHead, ProjectStore } from './project-store';
import type { Take, TakeCodes } from './take';

/** Projects as long as this page is open: for those who keep nothing on the device, and where nothing can be kept. */
export class MemoryProjectStore implements ProjectStore {
  readonly #projects = new Map<string, Project>();
  readonly #takes = new Map<string, MadeTake & { readonly projectId: string }>();

  async list(search: string): Promise<readonly ProjectHead[]> {
    return [...this.#projects.values()]
      .filter((project) => isFound(project, search))
      .map(headOf)
      .sort((one, other) => other.changedAtMs - one.changedAtMs);
  }

  async read(id: string): Promise<Project | null> {
    return this.#projects.get(id) ?? null;
  }

  async put(project: Project): Promise<void> {
    this.#projects.set(project.id, project);
  }

  async takes(projectId: string): Promise<readonly Take[]> {
    return [...this.#takes.values()]
      .filter((kept) => kept.projectId === projectId)
      .map(({ take }) => take)
      .sort((one, other) => one.madeAtMs - other.madeAtMs);
  }

  async putTake(projectId: string, { take, codes }: MadeTake): Promise<void> {
    this.#takes.set(take.id, { take, codes, projectId });
  }

  async codes(takeId: string): Promise<TakeCodes | null> {
    return this.#takes.get(takeId)?.codes ?? null;
  }

  async removeTake(takeId: string): Promise<void> {
    this.#takes.delete(takeId);
  }

  async remove(id: string): Promise<void> {
    this.#projects.delete(id);
    for (const [takeId, { projectId }] of this.#takes) if (projectId === id) this.#takes.delete(takeId);
  }
}
