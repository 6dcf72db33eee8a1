import { useEffect, useRef } from 'react';
import type { Failure } from '../core/failure';
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
  const region = useSeen(problem?.details?.field === undefined ? (problem ?? modelFailure) : null);
  return (
    <div role="alert" className="alerts" ref={region}>
      {modelFailure && (
        <div className="alert">
          <Icon name="warning" />
          <p>{modelFailure.message}</p>
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

/** Scrolls there when something is told that is about no field; to a field the focus goes. */
function useSeen(failure: Failure | null) {
  const region = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (failure) region.current?.scrollIntoView({ block: 'nearest' });
  }, [failure]);
  return region;
}
