import { useId } from 'react';
import { licenceQuestion } from '../../../core/package/accepted-licences';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';

/** Full terms of a model. Nothing is fetched before they are accepted. */
export function LicenceQuestion() {
  const loading = usePageState(({ model }) => (model.type === 'failed' ? model.failure : null));
  const installing = usePageState(({ library }) => library.problem);
  const controllers = useControllers();
  const id = useId();
  const question = licenceQuestion(loading) ?? licenceQuestion(installing);
  if (!question) return null;
  return (
    <section className="panel licence" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{question.name}</h2>
      <p>{t`${question.title} may only be used under these terms. They forbid some uses.`}</p>
      {/* A keyboard must be able to scroll it. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <pre tabIndex={0}>{question.text}</pre>
      <div className="buttons small">
        <button
          type="button"
          onClick={() => controllers.question.acceptLicence(question.fingerprint)}
        >{t`I have read and accept this licence`}</button>
      </div>
    </section>
  );
}
