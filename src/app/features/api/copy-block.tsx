import { useState } from 'react';
import { t } from '../../language/language';
import { useControllers } from '../../page-context';

/** Text that is used elsewhere. */
export function CopyBlock({ label, text }: { readonly label: string; readonly text: string }) {
  const { api } = useControllers();
  const [result, setResult] = useState('');
  return (
    <div className="copy-block">
      <div className="copy-head">
        <span>{label}</span>
        <button
          type="button"
          className="plain"
          aria-label={t`Copy: ${label}`}
          onClick={async () =>
            setResult(
              (await api.copy(text)) ? t`Copied.` : t`The browser does not let this page copy: select it.`,
            )
          }
        >{t`Copy`}</button>
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
