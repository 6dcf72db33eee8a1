import { useState } from 'react';
import { language, t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { deviceReport } from './device-report';

/** The report, as it is copied: people see what they give away. */
export function ReportText() {
  const { api, recentFailures } = useControllers();
  const text = usePageState((state) =>
    deviceReport(state, recentFailures(), {
      userAgent: navigator.userAgent,
      language: language().tag,
      isIsolated: crossOriginIsolated,
      hasWebGpu: 'gpu' in navigator,
      threadCount: navigator.hardwareConcurrency,
    }),
  );
  const [result, setResult] = useState('');
  const copy = async () =>
    setResult((await api.copy(text)) ? t`Copied.` : t`The browser does not let this page copy: select it.`);
  return (
    <div className="copy-block">
      <p className="hint">{t`For those who help you. It holds nothing that you have written or recorded, and goes nowhere by itself.`}</p>
      <div className="copy-head">
        <button type="button" onClick={() => void copy()}>{t`Copy a report of this device`}</button>
        <span className="hint" aria-live="polite">
          {result}
        </span>
      </div>
      <pre>
        <code>{text}</code>
      </pre>
    </div>
  );
}
