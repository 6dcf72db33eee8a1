import { titleOf } from '../../../core/studio/project';
import { t } from '../../language/language';
import { usePageState } from '../../page-context';
import { IconButton } from '../../widgets/icon-button';
import { ProjectsList } from './projects-list';
import { useStudio } from './use-studio';

/** Title of the project, where it is kept, undo, and the way to the others. */
export function ProjectBar() {
  const draft = usePageState((state) => state.studio?.project.draft);
  const keeping = usePageState((state) => state.studio?.keeping);
  const canUndo = usePageState((state) => (state.studio?.history.past.length ?? 0) > 0);
  const canRedo = usePageState((state) => (state.studio?.history.future.length ?? 0) > 0);
  const isListed = usePageState((state) => (state.studio?.heads ?? null) !== null);
  const studio = useStudio();
  if (!draft || !keeping) return null;
  return (
    <section className="project" aria-label={t`Project`}>
      <div className="project-bar">
        <input
          type="text"
          aria-label={t`Title`}
          value={draft.title}
          placeholder={titleOf(draft)}
          maxLength={200}
          onChange={(event) => studio.editor.setTitle(event.target.value)}
        />
        <IconButton label={t`Undo`} icon="undo" isDisabled={!canUndo} onClick={() => studio.editor.undo()} />
        <IconButton label={t`Redo`} icon="redo" isDisabled={!canRedo} onClick={() => studio.editor.redo()} />
        <button
          type="button"
          aria-expanded={isListed}
          onClick={() => (isListed ? studio.shelf.hide() : void studio.shelf.show())}
        >{t`Projects`}</button>
        <IconButton label={t`Close the studio`} icon="close" onClick={() => void studio.close()} />
      </div>
      <p className={keeping.problem === '' ? 'hint' : 'field-problem'} aria-live="polite">
        {keeping.problem !== ''
          ? keeping.problem
          : keeping.isOnDevice
            ? t`Kept on this device as you write.`
            : t`Kept only until this page is closed.`}
      </p>
      {isListed && <ProjectsList />}
    </section>
  );
}
