import type { LoadProgress } from '../../../core/speech/speech-engine';
import { t } from '../../language/language';
import { usePageState } from '../../page-context';
import { bytesText } from '../../widgets/figures';
import { WorkProgress } from '../../widgets/work-progress';

/** Shown only while a model is loading, beside the status, which names it. */
export function ModelProgress() {
  const model = usePageState((state) => state.model);
  if (model.type !== 'loading') return null;
  const { choice, progress } = model;
  return <WorkProgress text={progressText(progress, choice.url)} progress={progress} />;
}

function progressText(progress: LoadProgress | null, url: string): string {
  if (!progress) return t`starting the engine`;
  const amount = t`${bytesText(progress.doneBytes)} of ${bytesText(progress.totalBytes)}`;
  // Bytes over http come from the network or from the browser's cache: only the store is surely a disk.
  if (progress.stage === 'reading')
    return url.startsWith('opfs:') ? t`reading from disk, ${amount}` : t`fetching ${amount}`;
  if (progress.stage === 'uploading') return t`moving to the graphics card, ${amount}`;
  return t`preparing the network`;
}
