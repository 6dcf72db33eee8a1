import { useId, useState } from 'react';
import type { ProjectHead } from '../../../core/studio/project-store';
import { filesOfInput } from '../../../platform/page/chosen-files';
import { TEXT_FILE_KINDS } from '../../../platform/page/text-file';
import { dateText, t } from '../../language/language';
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
        <button type="button" onClick={() => void studio.openNew()}>{t`New project`}</button>
        <label className="button">
          {t`Import a file`}
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
        <label htmlFor={id}>{t`Search titles and texts`}</label>
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
      {heads.length === 0 && <p className="hint">{t`No project is found.`}</p>}
      <ul className="project-list">
        {heads.map((head) => (
          <ProjectEntry key={head.id} head={head} isOpen={head.id === openId} />
        ))}
      </ul>
      <CheckField checked={!isOnDevice} onChange={(nothing) => void studio.keepOnDevice(!nothing)}>
        {t`Keep nothing on this device`}
        <span className="hint">
          {' '}
          {t`The open project is then removed here, and lives until the page is closed.`}
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
          {t`${head.characterCount} characters`},{' '}
          {dateText(head.changedAtMs, { dateStyle: 'medium', timeStyle: 'short' })}
          {isOpen && `, ${t`open now`}`}
        </span>
      </p>
      <div className="buttons small">
        {!isOpen && (
          <button
            type="button"
            aria-label={t`Open ${head.title}`}
            onClick={() => void studio.open(head.id)}
          >{t`Open`}</button>
        )}
        <button
          type="button"
          aria-label={t`Duplicate ${head.title}`}
          onClick={() => void studio.shelf.duplicate(head.id)}
        >{t`Duplicate`}</button>
        <button
          type="button"
          aria-label={t`Export ${head.title}`}
          onClick={() => void studio.shelf.exportFile(head.id)}
        >{t`Export`}</button>
        {isAsking ? (
          <>
            <button
              type="button"
              aria-label={t`Delete ${head.title} for good`}
              onClick={() => void studio.removeProject(head.id)}
            >{t`Delete for good`}</button>
            <button type="button" className="plain" onClick={() => setIsAsking(false)}>{t`Keep it`}</button>
          </>
        ) : (
          <button
            type="button"
            aria-label={t`Delete ${head.title}`}
            onClick={() => setIsAsking(true)}
          >{t`Delete`}</button>
        )}
      </div>
    </li>
  );
}
