import { mustNotReload } from '../../at-work';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';

/** Tells of a newer version of the page, which is used when a person says so. */
export function UpdateNotice() {
  const update = usePageState((state) => state.update);
  const isBusy = usePageState(mustNotReload);
  const { offline } = useControllers();
  if (update === 'none') return null;
  return (
    <div className="update" role="status">
      <p>
        {update === 'held-up'
          ? t`A new version of this page is ready. Close the other tabs of it first: they use the one before.`
          : t`A new version of this page is ready.`}
        {isBusy && <> {t`It can be used once what runs now is done.`}</>}
      </p>
      <button type="button" aria-disabled={isBusy} onClick={offline.takeUpdate}>
        {t`Use it now`}
      </button>
    </div>
  );
}
