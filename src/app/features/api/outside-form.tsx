import { useState } from 'react';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { CheckField } from '../../widgets/check-field';
import { OriginsField } from '../../widgets/origins-field';
import { TextField } from '../../widgets/text-field';
import type { HostedServer } from './api-slice';
import { isServerUrl } from './kept-options';

/** The few ways out of the page; all are closed until a person opens them. */
export function OutsideForm() {
  const { fileOrigins, webhookOrigins } = usePageState(({ api }) => api.options);
  const { api } = useControllers();
  return (
    <div className="api-form">
      <OriginsField
        label={t`Sites from which files may be fetched`}
        hint={t`A call may name a recording by its address. Only addresses of these sites are fetched.`}
        origins={fileOrigins}
        onChange={(next) => api.changeOptions({ fileOrigins: next })}
      />
      <OriginsField
        label={t`Sites to which webhooks may be sent`}
        hint={t`When a job ends, its result is posted to the address that its call names, if the site is here.`}
        origins={webhookOrigins}
        onChange={(next) => api.changeOptions({ webhookOrigins: next })}
      />
      <ServerFields />
    </div>
  );
}

function ServerFields() {
  const server = usePageState(({ api }) => api.options.server);
  const { api } = useControllers();
  const [url, setUrl] = useState(server.url);
  const isRight = isServerUrl(url);
  const change = (next: Partial<HostedServer>) => api.changeOptions({ server: { ...server, ...next } });
  return (
    <>
      <TextField
        label={t`Hosted server`}
        value={url}
        spellCheck={false}
        placeholder="https://speech.example/v1"
        problem={url === '' || isRight ? '' : t`This is no web address; it begins with https:// or http://.`}
        hint={t`A server of OpenAI's API with a Higgs Audio model, such as SGLang-Omni or vLLM-Omni, for work that is too much for this device.`}
        onChange={(next) => {
          setUrl(next.trim());
          change(isServerUrl(next.trim()) ? { url: next.trim() } : { url: '', isOn: false });
        }}
      />
      <TextField
        label={t`Key of the hosted server`}
        value={server.key}
        spellCheck={false}
        onChange={(next) => change({ key: next.trim() })}
      />
      <CheckField
        checked={server.isOn}
        onChange={(isOn) => isRight && change({ isOn })}
      >{t`Send calls to the hosted server`}</CheckField>
      {server.isOn && (
        <p
          className="leaves"
          role="status"
        >{t`Calls under /v1/ leave this page: texts and recordings go to ${new URL(server.url).host}. What you speak in this page does not.`}</p>
      )}
    </>
  );
}
