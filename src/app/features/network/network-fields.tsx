import '../../styles/traffic.css';
import { useId } from 'react';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { CheckField } from '../../widgets/check-field';
import { OriginsField } from '../../widgets/origins-field';
import { hasOtherSites } from './network-slice';
import { RequestTable } from './request-table';

/** Sites that this page may reach, and requests that it has made. */
export function NetworkFields() {
  const rules = usePageState(({ network }) => network.rules);
  const origins = usePageState(({ network }) => network.origins);
  const mustReload = usePageState(hasOtherSites);
  const { network } = useControllers();
  const id = useId();
  return (
    <>
      {rules === null ? (
        <p className="hint">
          {t`The network can be switched off here once this site is kept for use without one: in a moment, or when the page is opened the next time.`}
        </p>
      ) : (
        <CheckField checked={rules.isCut} onChange={(isCut) => network.change({ isCut })}>
          {t`No network at all`}
        </CheckField>
      )}
      {rules?.isCut && (
        <p role="status">
          {t`Nothing is asked of any host, this site included. What is kept on this device works.`}
        </p>
      )}
      {rules && (rules.isIsolated || !crossOriginIsolated) && (
        <>
          <CheckField checked={rules.isIsolated} onChange={(isIsolated) => network.change({ isIsolated })}>
            {t`Use all cores of the processor`}
          </CheckField>
          {rules.isIsolated !== crossOriginIsolated && (
            <Reload>{t`It holds from the next time the page is opened.`}</Reload>
          )}
        </>
      )}
      <OriginsField
        label={t`Other sites that models may be fetched from`}
        hint={t`The page’s policy names these and no others. Each was agreed to before anything was fetched there.`}
        origins={origins}
        onChange={network.changeOrigins}
      />
      {mustReload && <Reload>{t`What a page may reach is settled when it is opened.`}</Reload>}
      <section aria-labelledby={`${id}-requests`}>
        <h3 id={`${id}-requests`}>{t`Requests`}</h3>
        <RequestTable />
      </section>
      <p className="hint">
        {t`No policy of a page closes WebRTC and the opening of other pages. This page does neither by itself.`}
      </p>
    </>
  );
}

function Reload({ children }: { readonly children: string }) {
  const { network } = useControllers();
  return (
    <div className="reload">
      <p role="status">{children}</p>
      <button type="button" onClick={network.reload}>
        {t`Open anew`}
      </button>
    </div>
  );
}
