import { useState } from 'react';
import type { InstalledModel } from '../../../core/library/model-library';
import { dateText, t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { bytesText } from '../../widgets/figures';

/** One model of the store and what can be done with it. */
export function InstalledModelCard({
  model,
  isBusy,
}: {
  readonly model: InstalledModel;
  readonly isBusy: boolean;
}) {
  const isLoaded = usePageState(
    ({ model: current }) => current.type === 'ready' && current.choice.url === model.url,
  );
  const { library } = useControllers();
  const [isAsked, setIsAsked] = useState(false);
  const name = `${model.title} (${model.precision})`;
  const facts = [
    bytesText(model.byteLength),
    model.licenceName,
    model.canClone ? null : t`without cloning`,
    model.lastUsedAtMs === null ? t`last used never` : t`last used ${dayText(model.lastUsedAtMs)}`,
    t`verified ${dayText(model.verifiedAtMs)}`,
  ];
  return (
    <li className="model" aria-label={name}>
      <p>
        <strong>{name}</strong>
        <br />
        {facts.filter((fact) => fact !== null).join(' · ')}
      </p>
      {Object.values(model.origin).length > 0 && (
        <p className="hint">{t`From ${[...new Set(Object.values(model.origin))].join(', ')}`}</p>
      )}
      <div className="buttons small">
        <button type="button" disabled={isLoaded} onClick={() => library.use(model)}>
          {isLoaded ? t`In use` : t`Use`}
        </button>
        <button type="button" disabled={isBusy} onClick={() => library.verify(model)}>{t`Verify`}</button>
        <button
          type="button"
          disabled={isBusy}
          onClick={() => library.exportModel(model)}
        >{t`Export`}</button>
        <button
          type="button"
          disabled={isBusy}
          onBlur={() => setIsAsked(false)}
          onClick={() => (isAsked ? library.remove(model) : setIsAsked(true))}
        >
          {isAsked ? t`Really remove it` : t`Remove`}
        </button>
      </div>
    </li>
  );
}

function dayText(milliseconds: number): string {
  return dateText(milliseconds);
}
