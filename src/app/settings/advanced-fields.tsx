import { frameRateHz } from '../../core/model/model-spec';
import type { Manifest } from '../../core/store/manifest';
import { usePageIntents, usePageState } from '../page-context';
import { isAbout } from '../state/failure-sentence';
import type { PageForm } from '../state/page-form';
import { NumberField } from '../widgets/number-field';
import { PiecesFields } from './pieces-fields';

type NumberKey = 'temperature' | 'topK' | 'topP' | 'rasWindowLength' | 'rasMaxRepeats' | 'maxSeconds';

const fields: readonly {
  readonly key: NumberKey;
  readonly label: string;
  readonly hint: string;
  readonly step: number;
}[] = [
  {
    key: 'temperature',
    label: 'Temperature',
    hint: 'Low is steady, high is lively; 0 has no chance in it.',
    step: 0.1,
  },
  { key: 'topK', label: 'Top-k', hint: 'Choose among the k likeliest codes; 0 for all.', step: 1 },
  {
    key: 'topP',
    label: 'Top-p',
    hint: 'Choose among the likeliest that sum up to p; 1 for all.',
    step: 0.05,
  },
  {
    key: 'rasWindowLength',
    label: 'Repetition window',
    hint: 'Steps looked back on to notice a stuck sound; 0 switches it off.',
    step: 1,
  },
  {
    key: 'rasMaxRepeats',
    label: 'Repeats allowed',
    hint: 'How often a code may recur in that window.',
    step: 1,
  },
  { key: 'maxSeconds', label: 'Length limit', hint: 'Seconds, for each piece of text.', step: 1 },
];

/** All that has a good default: an empty field leaves it to the model. */
export function AdvancedFields() {
  const form = usePageState((state) => state.form);
  const problem = usePageState((state) => state.problem);
  const model = usePageState((state) => state.model);
  const { change } = usePageIntents();
  const standard = model.type === 'ready' ? standardsOf(model.manifest) : null;
  return (
    <>
      <div className="field-grid">
        {fields.map(({ key, label, hint, step }) => (
          <NumberField
            key={key}
            label={label}
            hint={hint}
            step={step}
            value={form[key]}
            placeholder={standard?.[key] ?? ''}
            isWrong={
              isAbout(problem, key === 'maxSeconds' ? 'maxNewColumns' : key) || isAbout(problem, label)
            }
            onChange={(value) => change({ [key]: value } as Partial<PageForm>)}
          />
        ))}
      </div>
      <PiecesFields />
    </>
  );
}

function standardsOf({ defaults, spec }: Manifest): Readonly<Record<NumberKey, string>> {
  return {
    temperature: String(defaults.temperature),
    topK: String(defaults.topK),
    topP: String(defaults.topP),
    rasWindowLength: String(defaults.rasWindowLength),
    rasMaxRepeats: String(defaults.rasMaxRepeats),
    maxSeconds: String(Math.floor(defaults.maxNewColumns / frameRateHz(spec.codec))),
  };
}
