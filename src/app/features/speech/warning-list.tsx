import { Fragment } from 'react';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { Icon } from '../../widgets/icon';
import { lettersTold } from '../reading/reading-slice';
import { keyOf, warningParts, warningsOfSpeech, warningsTitle } from './warnings';

/** Up to so many warnings are read without a click. */
const MOST_OPEN = 2;

/** Warnings about the speech: their number, and below it one line for each kind. */
export function WarningList() {
  const all = usePageState((state) => state.warnings);
  const warnings = warningsOfSpeech(all, usePageState(lettersTold));
  if (warnings.length === 0) return null;
  return (
    <details className="warnings" open={warnings.length <= MOST_OPEN}>
      <summary>
        <Icon name="warning" /> {warningsTitle(warnings.length)}
      </summary>
      <ul aria-label={t`Warnings`}>
        {warnings.map((warning) => (
          <li key={keyOf(warning.sentence)}>
            {warningParts(warning).map((part, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other name than their place
              <Fragment key={index}>
                {typeof part === 'string' ? part : <Sentence number={part.sentence} />}
              </Fragment>
            ))}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Leads to the sentence while the text is still the one that was said. */
function Sentence({ number }: { readonly number: number }) {
  const place = usePageState((state) =>
    state.request?.text === state.form.text ? state.judgedPlaces[number] : undefined,
  );
  const { speech } = useControllers();
  if (!place) return number;
  return (
    <button
      type="button"
      className="plain sentence"
      aria-label={t`Sentence ${number}: show it in the text`}
      title={t`Show it in the text`}
      onClick={() => speech.showInText(place)}
    >
      {number}
    </button>
  );
}
