import { useId, useState } from 'react';
import type { ProjectHead } from '../../../core/studio/project-store';
import { filesOfInput } from '../../../platform/page/chosen-files';
import { TEXT_FILE_KINDS } from '../../../platform/page/text-file';
import { useControllers, usePageState } from '../../page-context';
import { CheckField } from '../../widgets/check-field';

/** All projects of the device. */
export function ProjectsList() {
  const heads = usePageState((state) => state.studio?.heads ?? []);
  const openId = usePageState((state) => state.studio?.project.id);
  const isOnDevice = usePageState((state) => state.studio?.keeping.isOnDevice ?? true);
  const controllers = useControllers();
  const { studio } = controllers.studio;
  const [search, setSearch] = useState('');
  const id = useId();
  return (
    <div className="panel projects">
      <div className="buttons small">
        <button type="button" onClick={() => void studio.openNew()}>
          New project
        </button>
        <label className="button">
          Import a file
          <input
            type="file"
            className="visually-hidden"
            accept={`.pagevoice,${TEXT_FILE_KINDS}`}
            onChange={(event) => {
              const [picked] = filesOfInput(event.target);
              event.target.value = '';
              if (picked) void studio.importFile(picked.file);
            }}
          />
        </label>
      </div>
      <div className="field">
        <label htmlFor={id}>Search titles and texts</label>
        <input
          id={id}
          type="text"
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            void studio.shelf.show(event.target.value);
          }}
        />
      </div>
      {heads.length === 0 && <p className="hint">No project is found.</p>}
      <ul className="project-list">
        {heads.map((head) => (
          <ProjectEntry key={head.id} head={head} isOpen={head.id === openId} />
        ))}
      </ul>
      <CheckField checked={!isOnDevice} onChange={(nothing) => void studio.keepOnDevice(!nothing)}>
        Keep nothing on this device
        <span className="hint">
          {' '}
          The open project is then removed here, and lives until the page is closed.
        </span>
      </CheckField>
    </div>
  );
}

function ProjectEntry({ head, isOpen }: { readonly head: ProjectHead; readonly isOpen: boolean }) {
  const controllers = useControllers();
  const { studio } = controllers.studio;
  const [isAsking, setIsAsking] = useState(false);
  return (
    <li>
      <p>
        <strong>{head.title}</strong>
        <span className="hint">
          {' '}
          {head.characterCount.toLocaleString('en')} characters, {new Date(head.changedAtMs).toLocaleString()}
          {isOpen && ', open now'}
        </span>
      </p>
      <div className="buttons small">
        {!isOpen && (
          <button type="button" aria-label={`Open ${head.title}`} onClick={() => void studio.open(head.id)}>
            Open
          </button>
        )}
        <button
          type="button"
          aria-label={`Duplicate ${head.title}`}
          onClick={() => void studio.shelf.duplicate(head.id)}
        >
          Duplicate
        </button>
        <button
          type="button"
          aria-label={`Export ${head.title}`}
          onClick={() => void studio.shelf.exportFile(head.id)}
        >
          Export
        </button>
        {isAsking ? (
          <>
            <button
              type="button"
              aria-label={`Delete ${head.title} for good`}
              onClick={() => void studio.removeProject(head.id)}
            >
              Delete for good
            </button>
            <button type="button" className="plain" onClick={() => setIsAsking(false)}>
              Keep it
            </button>
          </>
        ) : (
          <button type="button" aria-label={`Delete ${head.title}`} onClick={() => setIsAsking(true)}>
            Delete
          </button>
        )}
      </div>
    </li>
  );
}
