import { Fragment } from 'react';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { Icon } from '../../widgets/icon';
import { lettersTold } from '../reading/reading-slice';
import { warningParts, warningsOfSpeech, warningText } from './warnings';

/** Warnings about the speech below, one line for each kind. */
export function WarningList() {
  const warnings = usePageState((state) => state.warnings);
  const letters = usePageState(lettersTold);
  const others = warningsOfSpeech(warnings, letters);
  if (others.length === 0) return null;
  return (
    <ul className="warnings" aria-label={t`Warnings`}>
      {others.map((warning) => (
        <li key={warning.message}>
          <Icon name="warning" />
          <p>
            {warningParts(warningText(warning)).map((part, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other name than their place
              <Fragment key={index}>
                {typeof part === 'string' ? part : <Sentence number={part.sentence} />}
              </Fragment>
            ))}
          </p>
        </li>
      ))}
    </ul>
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
