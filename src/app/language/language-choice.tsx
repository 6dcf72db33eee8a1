import { useState } from 'react';
import { useControllers } from '../page-context';
import { language, t } from './language';
import { languages, pseudoTag } from './languages';

/** The languages in their own names; the pseudo language only while it is shown. */
export function LanguageChoice() {
  const controllers = useControllers();
  const [isFailed, setFailed] = useState(false);
  const current = language().tag;
  const offered = languages.filter(({ tag }) => tag !== pseudoTag || tag === current);
  return (
    <p className="language-choice">
      <label>
        {t`Language`}{' '}
        <select
          value={current}
          onChange={({ target }) =>
            void controllers.language.choose(target.value).then((done) => setFailed(!done))
          }
        >
          {offered.map(({ tag, name }) => (
            <option key={tag} value={tag} lang={tag}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {isFailed && (
        <span role="alert">{t`This language could not be fetched. Try again with a network.`}</span>
      )}
    </p>
  );
}
