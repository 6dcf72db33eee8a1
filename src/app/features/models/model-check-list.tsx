import { useId } from 'react';
import type { CheckResult } from '../../../core/verify/verify-model';
import { useControllers, usePageState } from '../../page-context';
import { checkSentence, checkTitles } from './check-slice';

const verdicts: Readonly<Record<CheckResult['state'], string>> = {
  passed: 'passed',
  failed: 'failed',
  skipped: 'not checked',
};

/** Checks of the loaded model, made on request and listed as each finishes. */
export function ModelCheckList() {
  const check = usePageState((state) => state.check);
  const controllers = useControllers();
  const id = useId();
  const isRunning = check.type === 'checking';
  return (
    <div className="model-check">
      <div className="buttons small">
        <button
          type="button"
          aria-disabled={isRunning}
          aria-describedby={`${id}-what`}
          onClick={() => !isRunning && controllers.check.start()}
        >
          Verify this model
        </button>
        {isRunning && (
          <button type="button" onClick={controllers.check.stop}>
            Stop verifying
          </button>
        )}
      </div>
      <p className="hint" id={`${id}-what`}>
        Reads every byte again, decodes fixed codes, and asks the published model for answers that are known.
      </p>
      {check.results.length > 0 && (
        <ul className="checks" aria-label="What was verified">
          {check.results.map(({ check: name, state, detail }) => (
            <li key={name} className={state}>
              <strong>{`${checkTitles[name]}: ${verdicts[state]}.`}</strong> {detail}
            </li>
          ))}
        </ul>
      )}
      {check.running && (
        <progress aria-labelledby={`${id}-sentence`} max={1} value={check.running.doneShare} />
      )}
      <p
        aria-live="polite"
        id={`${id}-sentence`}
        className={check.type === 'failed' ? 'field-problem' : 'hint'}
      >
        {checkSentence(check)}
      </p>
    </div>
  );
}
