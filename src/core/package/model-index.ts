import { fail, withoutDirectionMarks } from '../failure';
import { say } from '../sentence';

/** One line of a site's list of packages. */
export type ModelIndexEntry = {
  readonly id: string;
  readonly title: string;
  /** Folder of the package, relative to the list. */
  readonly path: string;
};

/** A list longer than this is no list of models. */
const MAX_ENTRIES = 1000;

/** @throws FailureError 'bad-package' when the list cannot be what it should be. */
export function parseModelIndex(json: unknown): readonly ModelIndexEntry[] {
  if (!Array.isArray(json) || json.length > MAX_ENTRIES)
    fail(
      'bad-package',
      say`The list of models (models/index.json) is not a list. Build or copy the site again.`,
    );
  return json.map((entry: unknown, index) => {
    const { id, title, path } = (entry ?? {}) as Record<string, unknown>;
    if (typeof id !== 'string' || typeof title !== 'string' || typeof path !== 'string' || path === '')
      return fail(
        'bad-package',
        say`Entry ${index} of models/index.json lacks id, title or path. Correct the list.`,
        {
          index,
        },
      );
    return { id: withoutDirectionMarks(id), title: withoutDirectionMarks(title), path };
  });
}
