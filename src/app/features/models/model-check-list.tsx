import { useId } from 'react';
import { type Sentence, say } from '../../../core/sentence';
import type { CheckResult } from '../../../core/verify/verify-model';
import { t, translated } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { checkSentence, checkTitle } from './check-words';

const verdicts: Readonly<Record<CheckResult['state'], Sentence>> = {
  passed: say`passed`,
  failed: say`failed`,
  skipped: say`not checked`,
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
        >{t`Verify this model`}</button>
        {isRunning && <button type="button" onClick={controllers.check.stop}>{t`Stop verifying`}</button>}
      </div>
      <p
        className="hint"
        id={`${id}-what`}
      >{t`Reads every byte again, decodes fixed codes, and asks the published model for answers that are known.`}</p>
      {check.results.length > 0 && (
        <ul className="checks" aria-label={t`What was verified`}>
          {check.results.map(({ check: name, state, detail }) => (
            <li key={name} className={state}>
              <strong>{t`${checkTitle(name)}: ${verdicts[state]}.`}</strong> {translated(detail)}
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
