import { useId } from 'react';
import type { LoadProgress } from '../../core/synthesis/speech-engine';
import { usePageState } from '../page-context';
import { bytesText } from '../widgets/figures';

/** Shown only while a model is loading. */
export function ModelProgress() {
  const model = usePageState((state) => state.model);
  const id = useId();
  if (model.type !== 'loading') return null;
  const { progress } = model;
  return (
    <div className="model-progress">
      <p id={id}>
        {model.choice.title}: {progressText(progress, model.choice.url)}
      </p>
      <progress
        aria-labelledby={id}
        {...(progress && progress.totalBytes > 0
          ? { max: progress.totalBytes, value: progress.doneBytes }
          : {})}
      />
    </div>
  );
}

function progressText(progress: LoadProgress | null, url: string): string {
  if (!progress) return 'starting the engine';
  const amount = `${bytesText(progress.doneBytes)} of ${bytesText(progress.totalBytes)}`;
  // What comes over http may come from the network or from what the browser kept: only the store is surely a disk.
  if (progress.stage === 'reading')
    return `${url.startsWith('opfs:') ? 'reading from disk,' : 'fetching'} ${amount}`;
  if (progress.stage === 'uploading') return `moving to the graphics card, ${amount}`;
  return 'preparing the network';
}
