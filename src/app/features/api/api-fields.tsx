import '../../styles/traffic.css';
import { useId } from 'react';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { manifestOf } from '../models/models-slice';
import { ApiCalls } from './api-calls';
import { fetchExample, openAiExample } from './api-examples';
import { needsReload } from './api-slice';
import { CallersForm } from './callers-form';
import { CopyBlock } from './copy-block';
import { JobsForm } from './jobs-form';
import { OutsideForm } from './outside-form';

/** The API's panel: address, requests to copy, calls and options. */
export function ApiFields() {
  const address = usePageState(({ api }) => api.address);
  const key = usePageState(({ api }) => api.options.key);
  const model = usePageState((state) => manifestOf(state)?.id ?? 'higgs-audio');
  const mustReload = usePageState(needsReload);
  const { api } = useControllers();
  const id = useId();
  return (
    <>
      <p className="hint">{t`Scripts of this site call this page as they would call a hosted server. The page must stay open.`}</p>
      {address === null ? (
        <p>{t`The address works once this site is kept for use without a network: in a moment, or when the page is opened the next time.`}</p>
      ) : (
        <>
          <CopyBlock label={t`Address`} text={address} />
          <CopyBlock label={t`With fetch`} text={fetchExample(address, model, key !== '')} />
          <CopyBlock label={t`With the OpenAI client`} text={openAiExample(address, model, key !== '')} />
        </>
      )}
      <section aria-labelledby={`${id}-calls`}>
        <h3 id={`${id}-calls`}>{t`Last calls`}</h3>
        <ApiCalls />
      </section>
      <section aria-labelledby={`${id}-callers`}>
        <h3 id={`${id}-callers`}>{t`Who may call`}</h3>
        <CallersForm />
      </section>
      <section aria-labelledby={`${id}-jobs`}>
        <h3 id={`${id}-jobs`}>{t`Jobs`}</h3>
        <JobsForm />
      </section>
      <section aria-labelledby={`${id}-outside`}>
        <h3 id={`${id}-outside`}>{t`What may leave this page`}</h3>
        <OutsideForm />
        {mustReload && (
          <div className="reload">
            <p role="status">{t`A page cannot gain connections while it is open: reload it for these to hold.`}</p>
            <button type="button" onClick={api.reload}>{t`Reload`}</button>
          </div>
        )}
      </section>
    </>
  );
}
