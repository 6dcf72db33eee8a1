import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { OriginsField } from '../../widgets/origins-field';
import { TextField } from '../../widgets/text-field';

/** Who may call: the key, and the other sites whose windows may. */
export function CallersForm() {
  const { key, callers } = usePageState(({ api }) => api.options);
  const { api } = useControllers();
  const lacksKey = callers.length > 0 && key === '';
  return (
    <div className="api-form">
      <TextField
        label={t`Key`}
        value={key}
        spellCheck={false}
        problem={lacksKey ? t`Windows of other sites are refused until there is a key.` : ''}
        hint={t`Asked of every call, as “Authorization: Bearer …”. Empty: scripts of this site need none.`}
        onChange={(next) => api.changeOptions({ key: next.trim() })}
      />
      <OriginsField
        label={t`Other sites that may call`}
        hint={t`One a line, such as https://blog.example. Their pages show this one in a frame, or open it, and send messages. They need the key.`}
        origins={callers}
        onChange={(next) => api.changeOptions({ callers: next })}
      />
    </div>
  );
}
