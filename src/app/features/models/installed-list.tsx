import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { bytesText } from '../../widgets/figures';
import { InstalledModelCard } from './installed-model';

/** Models that are installed, and installations that were interrupted. */
export function InstalledList() {
  const library = usePageState((state) => state.library);
  const controllers = useControllers();
  const isBusy = library.task !== null;
  return (
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
  );
}
