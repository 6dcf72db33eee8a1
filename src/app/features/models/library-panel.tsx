import { useId } from 'react';
import type { StorageReport } from '../../../core/library/model-library';
import { failureSentence } from '../../failures';
import { t } from '../../language/language';
import { usePageState } from '../../page-context';
import { bytesText } from '../../widgets/figures';
import { LoadedLater } from '../../widgets/loaded-later';
import { InstallPlace } from './install-place';

const loadList = () => import('./installed-list').then(({ InstalledList }) => InstalledList);
const loadProgress = () => import('./library-progress').then(({ LibraryProgressBar }) => LibraryProgressBar);

/** The models on this device: installed, interrupted, and to be added. */
export function LibraryPanel() {
  const library = usePageState((state) => state.library);
  const id = useId();
  return (
    <section className="panel library" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t`Models on this device`}</h2>
      {library.storage && <p className="hint">{storageText(library.storage)}</p>}
      {library.models.length + library.interrupted.length > 0 && <LoadedLater load={loadList} />}
      {library.task && <LoadedLater load={loadProgress} />}
      <p aria-live="polite" className="hint library-result">
        {library.result}
      </p>
      <p role="alert" className="field-problem">
        {library.problem ? failureSentence(library.problem) : ''}
      </p>
      <InstallPlace />
    </section>
  );
}

function storageText({ usedBytes, freeBytes, isPersisted }: StorageReport): string {
  const used = usedBytes === null ? '' : t`This site uses ${bytesText(usedBytes)}. `;
  const free = freeBytes === null ? '' : t`${bytesText(freeBytes)} more may be used. `;
  const kept = isPersisted
    ? t`The browser keeps it until you remove it.`
    : t`The browser may remove it when the disk runs low.`;
  return used + free + kept;
}
