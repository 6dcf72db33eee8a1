import type { CastMember } from './cast';
import type { Project } from './project';
import type { MadeTake } from './project-store';
import { writtenGrid } from './written-grid';

/** The beginning of every project file, by which it is recognised. */
export const PROJECT_FORMAT = 'pagevoice-project';
export const PROJECT_VERSION = 1;

/** A project with its takes as text, for one file: JSON, 2.6 MB for an hour of the published codec. */
export function writeProjectFile(project: Project, takes: readonly MadeTake[]): string {
  return JSON.stringify({
    format: PROJECT_FORMAT,
    version: PROJECT_VERSION,
    project: { ...project, draft: { ...project.draft, cast: project.draft.cast.map(writtenMember) } },
    takes: takes.map(({ take, codes }) => ({ take, codes: codes.map(writtenGrid) })),
  });
}

function writtenMember({ name, voice }: CastMember): object {
  return { name, voice: voice.type === 'codes' ? { ...voice, grid: writtenGrid(voice.grid) } : voice };
}

export type ProjectWithTakes = { readonly project: Project; readonly takes: readonly MadeTake[] };

/**
 * The same project under ids of its own: a copy, or one that came from elsewhere. Codes are shared.
 * @param newId a new id at every call.
 */
export function copyOfProject({ project, takes }: ProjectWithTakes, newId: () => string): ProjectWithTakes {
  const ids = new Map<string, string>();
  const copyId = (id: string) => {
    const known = ids.get(id) ?? newId();
    ids.set(id, known);
    return known;
  };
  const { draft, place } = project;
  const rowsOf = (rows: Project['draft']['rows']) =>
    rows.map((row) => ({
      ...row,
      id: copyId(row.id),
      chosenTakeId: row.chosenTakeId === null ? null : copyId(row.chosenTakeId),
    }));
  return {
    project: {
      ...project,
      id: newId(),
      draft: { ...draft, rows: rowsOf(draft.rows), shelf: rowsOf(draft.shelf) },
      place: place && { ...place, rowId: copyId(place.rowId) },
    },
    takes: takes.map(({ take, codes }) => ({
      take: {
        ...take,
        id: copyId(take.id),
        rowId: copyId(take.rowId),
        contextIds: take.contextIds.map(copyId),
      },
      codes,
    })),
  };
}
