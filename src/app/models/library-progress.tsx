import { useId } from 'react';
import { usePageIntents } from '../page-context';
import type { LibraryTask } from '../state/library-state';
import { bytesText } from '../widgets/figures';

/** What the store is doing, how far it is, and how to stop it. */
export function LibraryProgressBar({ task }: { readonly task: LibraryTask }) {
  const intents = usePageIntents();
  const id = useId();
  const { progress } = task;
  return (
    <div className="model-progress">
      <p id={id}>{taskText(task)}</p>
      <progress
        aria-labelledby={id}
        {...(progress && progress.totalBytes > 0
          ? { max: progress.totalBytes, value: progress.doneBytes }
          : {})}
      />
      <div className="buttons small">
        <button type="button" onClick={intents.stopLibraryTask}>
          Stop this
        </button>
      </div>
    </div>
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
