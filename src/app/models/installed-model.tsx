import { useState } from 'react';
import type { InstalledModel } from '../../core/library/model-library';
import { usePageIntents, usePageState } from '../page-context';
import { bytesText } from '../widgets/figures';

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
  const intents = usePageIntents();
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
        <button type="button" disabled={isLoaded} onClick={() => intents.loadInstalled(model)}>
          {isLoaded ? 'In use' : 'Use'}
        </button>
        <button type="button" disabled={isBusy} onClick={() => intents.verifyModel(model)}>
          Verify
        </button>
        <button type="button" disabled={isBusy} onClick={() => intents.exportModel(model)}>
          Export
        </button>
        <button
          type="button"
          disabled={isBusy}
          onBlur={() => setIsAsked(false)}
          onClick={() => (isAsked ? intents.removeModel(model) : setIsAsked(true))}
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
