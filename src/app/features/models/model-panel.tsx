import { useId } from 'react';
import { bytesText } from '../../../core/data/units';
import type { BackendChoice } from '../../../core/speech/speech-engine';
import { useControllers, usePageState } from '../../page-context';
import { ChoiceField } from '../../widgets/choice-field';
import { type Fact, FactList } from '../../widgets/fact-list';
import { ModelCheckList } from './model-check-list';
import { choiceOf, type ModelState } from './models-slice';

const backends: readonly { readonly value: BackendChoice; readonly text: string }[] = [
  { value: 'auto', text: 'Choose for me' },
  { value: 'webgpu', text: 'WebGPU (graphics card)' },
  { value: 'wasm', text: 'WebAssembly (processor)' },
  { value: 'wasm-runtime', text: 'ONNX Runtime (processor), for comparison' },
];

/** The model: which, on what, why there, whose it is. */
export function ModelPanel() {
  const model = usePageState((state) => state.model);
  const found = usePageState((state) => state.choices);
  const installed = usePageState((state) => state.library.models);
  const choices = [...found, ...installed.map(choiceOf)];
  const backend = usePageState((state) => state.backend);
  const { models } = useControllers();
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
              if (choice) models.load(choice);
            }}
          />
        )}
        <ChoiceField label="Runs on" value={backend} choices={backends} onChange={models.chooseBackend} />
      </div>
      {model.type === 'failed' && (
        <button type="button" onClick={models.retry}>
          Load again
        </button>
      )}
      {model.type === 'ready' && <ModelCard model={model} />}
    </section>
  );
}

function ModelCard({ model }: { readonly model: Extract<ModelState, { readonly type: 'ready' }> }) {
  const { manifest, info, choice } = model;
  const facts: readonly Fact[] = [
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
      <FactList className="card" facts={facts} />
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
