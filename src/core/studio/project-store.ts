import type { Project } from './project';
import type { Take, TakeCodes } from './take';

/** A project as a list shows it. */
export type ProjectHead = {
  readonly id: string;
  readonly title: string;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
  readonly characterCount: number;
};

/** A take with its codes, as they are written together. */
export type MadeTake = { readonly take: Take; readonly codes: TakeCodes };

/**
 * Port: projects and their takes, kept over reloads. Adapters: IndexedDB, memory. A change is durable once its promise
 * is fulfilled.
 * @throws FailureError 'storage' when the disk is full or cannot be used; what is there stays.
 */
export interface ProjectStore {
  /** The newest first. @param search words that title or text hold, in any case; empty for all. */
  list(search: string): Promise<readonly ProjectHead[]>;
  read(id: string): Promise<Project | null>;
  /** Replaces it. Its takes stay. */
  put(project: Project): Promise<void>;
  /** The oldest first, without their codes. */
  takes(projectId: string): Promise<readonly Take[]>;
  /** Writes a take, its codes with it. */
  putTake(projectId: string, made: MadeTake): Promise<void>;
  /** Null where there is no such take. */
  codes(takeId: string): Promise<TakeCodes | null>;
  removeTake(takeId: string): Promise<void>;
  /** With its takes. Harmless when there is none. */
  remove(id: string): Promise<void>;
}
