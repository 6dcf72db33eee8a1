import { bytesText } from '../../../core/data/units';
import { useControllers } from '../../page-context';
import { WorkProgress } from '../../widgets/work-progress';
import type { LibraryTask } from './library-slice';

/** Work of the store, its progress, and a button to stop it. */
export function LibraryProgressBar({ task }: { readonly task: LibraryTask }) {
  const { library } = useControllers();
  return (
    <WorkProgress text={taskText(task)} progress={task.progress}>
      <div className="buttons small">
        <button type="button" onClick={library.stop}>
          Stop
        </button>
      </div>
    </WorkProgress>
  );
}

function taskText({ type, title, progress }: LibraryTask): string {
  if (!progress) return `${title}: starting`;
  const amount = `${bytesText(progress.doneBytes)} of ${bytesText(progress.totalBytes)}`;
  switch (progress.activity) {
    case 'waiting':
      return `${title}: waiting for another tab that works on the models`;
    case 'downloading':
      return `${title}: downloading, ${amount} done, ${bytesText(progress.fetchedBytes)} fetched`;
    case 'reading-disk':
      return `${title}: reading from disk, ${amount} done`;
    case 'verifying':
      return type === 'verifying'
        ? `${title}: reading every byte from disk, ${amount}`
        : `${title}: checking what is here already, ${amount}`;
    case 'writing':
      return `${title}: writing, ${amount}`;
  }
}
