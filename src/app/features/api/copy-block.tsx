import { t } from '../../language/language';
import { useControllers } from '../../page-context';
import { CopiedText } from '../../widgets/copied-text';

/** Text under a label, to be copied. */
export function CopyBlock({ label, text }: { readonly label: string; readonly text: string }) {
  const { api } = useControllers();
  return (
    <CopiedText
      text={text}
      onCopy={api.copy}
      head={(copy) => (
        <>
          <span>{label}</span>
          <button
            type="button"
            className="plain"
            aria-label={t`Copy: ${label}`}
            onClick={copy}
          >{t`Copy`}</button>
        </>
      )}
    />
  );
}
