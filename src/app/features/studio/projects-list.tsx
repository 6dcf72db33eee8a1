import { useState } from 'react';
import type { ProjectHead } from '../../../core/studio/project-store';
import { filesOfInput } from '../../../platform/page/chosen-files';
import { TEXT_FILE_KINDS } from '../../../platform/page/text-file';
import { dateText, t } from '../../language/language';
import { usePageState } from '../../page-context';
import { CheckField } from '../../widgets/check-field';
import { TextField } from '../../widgets/text-field';
import { DeleteButton } from './delete-button';
import { useStudio } from './use-studio';

/** All projects of the device. */
export function ProjectsList() {
  const heads = usePageState((state) => state.studio?.heads ?? []);
  const openId = usePageState((state) => state.studio?.project.id);
  const isOnDevice = usePageState((state) => state.studio?.keeping.isOnDevice ?? true);
  const studio = useStudio();
  const [search, setSearch] = useState('');
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
      <TextField
        label={t`Search titles and texts`}
        value={search}
        onChange={(words) => {
          setSearch(words);
          void studio.shelf.show(words);
        }}
      />
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
  const studio = useStudio();
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
        <DeleteButton name={head.title} onDelete={() => void studio.removeProject(head.id)} />
      </div>
    </li>
  );
}
