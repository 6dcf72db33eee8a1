import '../../styles/traffic.css';
import { language, t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { CopiedText } from '../../widgets/copied-text';
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
  return (
    <>
      <p className="hint">{t`For those who help you. It holds nothing that you have written or recorded, and goes nowhere by itself.`}</p>
      <CopiedText
        text={text}
        onCopy={api.copy}
        head={(copy) => <button type="button" onClick={copy}>{t`Copy a report of this device`}</button>}
      />
    </>
  );
}
