import { useId } from 'react';
import type { BackendChoice } from '../../core/synthesis/speech-engine';
import { usePageIntents, usePageState } from '../page-context';
import { choiceOf } from '../state/library-state';
import type { ModelState } from '../state/page-state';
import { ChoiceField } from '../widgets/choice-field';
import { bytesText } from '../widgets/figures';
import { ModelCheckList } from './model-check-list';

const backends: readonly { readonly value: BackendChoice; readonly text: string }[] = [
  { value: 'auto', text: 'Choose for me' },
  { value: 'webgpu', text: 'WebGPU (graphics card)' },
  { value: 'wasm', text: 'WebAssembly (processor)' },
];

/** The model: which, on what, why there, whose it is. */
export function ModelPanel() {
  const model = usePageState((state) => state.model);
  const found = usePageState((state) => state.choices);
  const installed = usePageState((state) => state.library.models);
  const choices = [...found, ...installed.map(choiceOf)];
  const backend = usePageState((state) => state.backend);
  const intents = usePageIntents();
  const id = useId();
  const current = 'choice' in model ? model.choice : null;
  return (
    <section className="panel" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>Model</h2>
      <div className="field-grid wide">
        {choices.length > 1 && (
          <ChoiceField
            label="Model"
            value={current?.url ?? ''}
            choices={choices.map(({ url, title }) => ({ value: url, text: title }))}
            onChange={(url) => {
              const choice = choices.find((one) => one.url === url);
              if (choice) intents.chooseModel(choice);
            }}
          />
        )}
        <ChoiceField label="Runs on" value={backend} choices={backends} onChange={intents.chooseBackend} />
      </div>
      {model.type === 'failed' && (
        <button type="button" onClick={intents.retryModel}>
          Load again
        </button>
      )}
      {model.type === 'ready' && <ModelCard model={model} />}
    </section>
  );
}

function ModelCard({ model }: { readonly model: Extract<ModelState, { readonly type: 'ready' }> }) {
  const { manifest, info, choice } = model;
  const rows = [
    ['Model', manifest.title],
    ['Backend', info.backend === 'webgpu' ? 'WebGPU' : 'WebAssembly'],
    ['Device', info.device],
    ['Why', info.reason],
    ['Precision', `${manifest.precision}, computed as ${info.graphTarget}`],
    ['Size', bytesText(info.weightBytes)],
    ['Loaded in', `${info.loadSeconds.toFixed(1)} s`],
    ['From', choice.url.startsWith('opfs:') ? 'this device' : choice.url],
  ];
  return (
    <>
      <dl className="card">
        {rows.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <ModelCheckList />
      <details className="licence">
        <summary>Licence: {manifest.licence.name}</summary>
        <pre>{manifest.licence.text}</pre>
        {Object.entries(manifest.origin).map(([name, value]) => (
          <p key={name} className="hint">
            {name}: {value}
          </p>
        ))}
      </details>
    </>
  );
}
