import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { bytesText } from '../../widgets/figures';
import { WorkProgress } from '../../widgets/work-progress';
import type { LibraryTask } from './library-slice';

/** Work of the store, its progress, and a button to stop it. */
export function LibraryProgressBar() {
  const task = usePageState(({ library: { task: current } }) => current);
  const { library } = useControllers();
  if (!task) return null;
  return (
    <WorkProgress text={taskText(task)} progress={task.progress}>
      <div className="buttons small">
        <button type="button" onClick={library.stop}>{t`Stop`}</button>
      </div>
    </WorkProgress>
  );
}

function taskText({ type, title, progress }: LibraryTask): string {
  if (!progress) return t`${title}: starting`;
  const amount = t`${bytesText(progress.doneBytes)} of ${bytesText(progress.totalBytes)}`;
  switch (progress.activity) {
    case 'waiting':
      return t`${title}: waiting for another tab that works on the models`;
    case 'downloading':
      return t`${title}: downloading, ${amount} done, ${bytesText(progress.fetchedBytes)} fetched`;
    case 'reading-disk':
      return t`${title}: reading from disk, ${amount} done`;
    case 'verifying':
      return type === 'verifying'
        ? t`${title}: reading every byte from disk, ${amount}`
        : t`${title}: checking what is here already, ${amount}`;
    case 'writing':
      return t`${title}: writing, ${amount}`;
  }
}
