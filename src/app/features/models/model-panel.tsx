import { useId } from 'react';
import { decimal } from '../../../core/sentence';
import type { BackendChoice } from '../../../core/speech/speech-engine';
import { t, translated } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { ChoiceField } from '../../widgets/choice-field';
import { type Fact, FactList } from '../../widgets/fact-list';
import { bytesText } from '../../widgets/figures';
import { ModelCheckList } from './model-check-list';
import { choiceOf, type ModelState } from './models-slice';

const backends = (): readonly { readonly value: BackendChoice; readonly text: string }[] => [
  { value: 'auto', text: t`Choose for me` },
  { value: 'webgpu', text: t`WebGPU (graphics card)` },
  { value: 'wasm', text: t`WebAssembly (processor)` },
  { value: 'wasm-runtime', text: t`ONNX Runtime (processor), for comparison` },
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
      <h2 id={`${id}-title`}>{t`Model`}</h2>
      <div className="field-grid wide">
        {choices.length > 1 && (
          <ChoiceField
            label={t`Model`}
            value={current?.url ?? ''}
            choices={choices.map(({ url, title }) => ({ value: url, text: title }))}
            onChange={(url) => {
              const choice = choices.find((one) => one.url === url);
              if (choice) models.load(choice);
            }}
          />
        )}
        <ChoiceField
          label={t`Runs on`}
          value={backend}
          choices={backends()}
          onChange={models.chooseBackend}
        />
      </div>
      {model.type === 'failed' && <button type="button" onClick={models.retry}>{t`Load again`}</button>}
      {model.type === 'ready' && <ModelCard model={model} />}
    </section>
  );
}

function ModelCard({ model }: { readonly model: Extract<ModelState, { readonly type: 'ready' }> }) {
  const { manifest, info, choice } = model;
  const facts: readonly Fact[] = [
    [t`Model`, manifest.title],
    [t`Backend`, info.backend === 'webgpu' ? 'WebGPU' : 'WebAssembly'],
    [t`Device`, translated(info.words.device)],
    [t`Why`, translated(info.words.reason)],
    [t`Precision`, t`${manifest.precision}, computed as ${info.graphTarget}`],
    [t`Size`, bytesText(info.weightBytes)],
    [t`Loaded in`, t`${decimal(info.loadSeconds, 1)} s`],
    [t`From`, choice.url.startsWith('opfs:') ? t`this device` : choice.url],
  ];
  return (
    <>
      <FactList className="card" facts={facts} />
      <ModelCheckList />
      <details className="licence">
        <summary>{t`Licence: ${manifest.licence.name}`}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
        <pre tabIndex={0}>{manifest.licence.text}</pre>
        {Object.entries(manifest.origin).map(([name, value]) => (
          <p key={name} className="hint">
            {name}: {value}
          </p>
        ))}
      </details>
    </>
  );
}
