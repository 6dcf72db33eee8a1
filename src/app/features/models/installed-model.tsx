import { useState } from 'react';
import { bytesText } from '../../../core/data/units';
import type { InstalledModel } from '../../../core/library/model-library';
import { useControllers, usePageState } from '../../page-context';

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
    model.canClone ? null : 'without cloning',
    `last used ${model.lastUsedAtMs === null ? 'never' : dayText(model.lastUsedAtMs)}`,
    `verified ${dayText(model.verifiedAtMs)}`,
  ];
  return (
    <li className="model" aria-label={name}>
      <p>
        <strong>{name}</strong>
        <br />
        {facts.filter((fact) => fact !== null).join(' · ')}
      </p>
      {Object.values(model.origin).length > 0 && (
        <p className="hint">From {[...new Set(Object.values(model.origin))].join(', ')}</p>
      )}
      <div className="buttons small">
        <button type="button" disabled={isLoaded} onClick={() => library.use(model)}>
          {isLoaded ? 'In use' : 'Use'}
        </button>
        <button type="button" disabled={isBusy} onClick={() => library.verify(model)}>
          Verify
        </button>
        <button type="button" disabled={isBusy} onClick={() => library.exportModel(model)}>
          Export
        </button>
        <button
          type="button"
          disabled={isBusy}
          onBlur={() => setIsAsked(false)}
          onClick={() => (isAsked ? library.remove(model) : setIsAsked(true))}
        >
          {isAsked ? 'Really remove it' : 'Remove'}
        </button>
      </div>
    </li>
  );
}

function dayText(milliseconds: number): string {
  return new Date(milliseconds).toLocaleDateString();
}
