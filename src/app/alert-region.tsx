import { failureSentence } from './failures';
import { t } from './language/language';
import { useControllers, usePageState } from './page-context';
import { Icon } from './widgets/icon';
import { IconButton } from './widgets/icon-button';

/** The one place for what went wrong. It is always there, so that screen readers notice when it fills. */
export function AlertRegion() {
  const problem = usePageState((state) => state.problem);
  const modelFailure = usePageState((state) => (state.model.type === 'failed' ? state.model.failure : null));
  const { speech, models } = useControllers();
  return (
    <div role="alert" className="alerts">
      {modelFailure && (
        <div className="alert">
          <Icon name="warning" />
          <p>{failureSentence(modelFailure)}</p>
          <button type="button" className="plain" onClick={models.retry}>{t`Try again`}</button>
        </div>
      )}
      {problem && (
        <div className="alert">
          <Icon name="warning" />
          <p>{failureSentence(problem)}</p>
          <IconButton look="plain" label={t`Dismiss`} icon="close" onClick={speech.dismissProblem} />
        </div>
      )}
    </div>
  );
}
