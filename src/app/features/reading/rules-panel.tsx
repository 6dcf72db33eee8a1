import { useId } from 'react';
import { term } from '../../../core/sentence';
import { t, translated } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { CheckField } from '../../widgets/check-field';
import { isRuleOn } from './reading-slice';

/** Switches for what is turned into words; nothing where the voice's language has no rules. */
export function RulesPanel() {
  const reading = usePageState((state) => state.reading);
  const hasChoice = usePageState((state) => state.form.textRules !== null);
  const controllers = useControllers();
  const id = useId();
  const { rules, switchProblem } = reading;
  if (!rules || rules.length === 0) return null;
  return (
    <details className="panel">
      <summary id={id}>{t`Numbers, signs and abbreviations`}</summary>
      <p className="hint">{t`These are turned into words before they are said. What is off stays as it is.`}</p>
      <fieldset className="rules" aria-labelledby={id}>
        {rules.map((rule) => {
          const isOn = isRuleOn(reading, rule);
          return (
            <CheckField
              key={rule.name}
              checked={isOn}
              onChange={(on) => controllers.reading.switchRule(rule.name, on)}
            >
              {translated(term(rule.label))}
              {isOn !== rule.isUsual && <span className="hint"> {t`(switched)`}</span>}
            </CheckField>
          );
        })}
      </fieldset>
      <div className="buttons small">
        <button
          type="button"
          aria-disabled={!hasChoice}
          onClick={() => hasChoice && controllers.reading.resetRules()}
        >{t`Reset`}</button>
      </div>
      <p className="field-problem" aria-live="polite">
        {switchProblem}
      </p>
    </details>
  );
}
