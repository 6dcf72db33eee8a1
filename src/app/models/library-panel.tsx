import { useId } from 'react';
import type { StorageReport } from '../../core/store/model-library';
import { usePageIntents, usePageState } from '../page-context';
import { bytesText } from '../widgets/figures';
import { InstallPlace } from './install-place';
import { InstalledModelCard } from './installed-model';
import { LibraryProgressBar } from './library-progress';

/** The models on this device: what is there, what was cut off, and how more of them come. */
export function LibraryPanel() {
  const library = usePageState((state) => state.library);
  const intents = usePageIntents();
  const id = useId();
  const isBusy = library.task !== null;
  return (
    <section className="panel library" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>Models on this device</h2>
      {library.storage && <p className="hint">{storageText(library.storage)}</p>}
      <ul className="models">
        {library.models.map((model) => (
          <InstalledModelCard key={model.id} model={model} isBusy={isBusy} />
        ))}
        {library.interrupted.map((one) => (
          <li key={one.id} className="model">
            <p>
              <strong>{one.title}</strong> was cut off; {bytesText(one.byteLength)} of it are kept.
              {one.order === null && ' Choose its files again to go on.'}
            </p>
            <div className="buttons small">
              {one.order && (
                <button type="button" disabled={isBusy} onClick={() => intents.resumeInstall(one)}>
                  Resume
                </button>
              )}
              <button type="button" disabled={isBusy} onClick={() => intents.discardInstall(one)}>
                Discard
              </button>
            </div>
          </li>
        ))}
      </ul>
      {library.task && <LibraryProgressBar task={library.task} />}
      <p aria-live="polite" className="hint library-result">
        {library.result}
      </p>
      <p role="alert" className="field-problem">
        {library.problem?.message ?? ''}
      </p>
      <InstallPlace />
    </section>
  );
}

function storageText({ usedBytes, freeBytes, isPersisted }: StorageReport): string {
  const used = usedBytes === null ? '' : `This site uses ${bytesText(usedBytes)}. `;
  const free = freeBytes === null ? '' : `${bytesText(freeBytes)} more may be used. `;
  const kept = isPersisted
    ? 'The browser keeps it until you remove it.'
    : 'The browser may remove it when the disk runs low.';
  return used + free + kept;
}
