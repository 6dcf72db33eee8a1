import { useId } from 'react';
import type { StorageReport } from '../../../core/library/model-library';
import { failureSentence } from '../../failures';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { bytesText } from '../../widgets/figures';
import { InstallPlace } from './install-place';
import { InstalledModelCard } from './installed-model';
import { LibraryProgressBar } from './library-progress';

/** The models on this device: installed, interrupted, and to be added. */
export function LibraryPanel() {
  const library = usePageState((state) => state.library);
  const controllers = useControllers();
  const id = useId();
  const isBusy = library.task !== null;
  return (
    <section className="panel library" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t`Models on this device`}</h2>
      {library.storage && <p className="hint">{storageText(library.storage)}</p>}
      <ul className="models">
        {library.models.map((model) => (
          <InstalledModelCard key={model.id} model={model} isBusy={isBusy} />
        ))}
        {library.interrupted.map((one) => (
          <li key={one.id} className="model">
            <p>
              <strong>{one.title}</strong>
              <br />
              {t`Interrupted; ${bytesText(one.byteLength)} kept.`}{' '}
              {one.order === null && t`Choose its files again to continue.`}
            </p>
            <div className="buttons small">
              {one.order && (
                <button
                  type="button"
                  disabled={isBusy}
                  onClick={() => controllers.library.resume(one)}
                >{t`Resume`}</button>
              )}
              <button
                type="button"
                disabled={isBusy}
                onClick={() => controllers.library.discard(one)}
              >{t`Discard`}</button>
            </div>
          </li>
        ))}
      </ul>
      {library.task && <LibraryProgressBar task={library.task} />}
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
