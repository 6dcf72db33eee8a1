import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { CheckField } from '../../widgets/check-field';

/** Options of the job routes, which differ between older and newer clients. */
export function JobsForm() {
  const { statusScheme, webhookBody } = usePageState(({ api }) => api.options);
  const { api } = useControllers();
  return (
    <div className="api-form">
      <CheckField
        checked={statusScheme === 'v1'}
        onChange={(isOld) => api.changeOptions({ statusScheme: isOld ? 'v1' : 'v2' })}
      >{t`Statuses as older clients know them: completed is 9, not 10`}</CheckField>
      <CheckField
        checked={webhookBody === 'envelope'}
        onChange={(isNew) => api.changeOptions({ webhookBody: isNew ? 'envelope' : 'flat' })}
      >{t`Webhooks with an event, a time and the whole task`}</CheckField>
    </div>
  );
}
