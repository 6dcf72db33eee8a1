import { useId } from 'react';
import { allPlans, type Plan, storedBytes } from '../../../core/device/model-weights';
import { publishedWeights } from '../../../core/device/published-weights';
import { checkpointForms, knownModels } from '../../../core/library/checkpoint-forms';
import { publishedModel } from '../../../core/library/published-models';
import { t, translated } from '../../language/language';
import { usePageState } from '../../page-context';
import { ChoiceField } from '../../widgets/choice-field';
import { bytesText } from '../../widgets/figures';
import type { ModelChoice } from './models-slice';

/** Source of a known model: a published checkpoint by its name, or a finished package of this site. */
export type KnownSource =
  | { readonly type: 'checkpoint'; readonly name: string }
  | { readonly type: 'package'; readonly model: string; readonly choice: ModelChoice };

type CheckpointChoiceProps = {
  readonly source: KnownSource;
  readonly plan: Plan;
  readonly withCloning: boolean;
  readonly onChange: (source: KnownSource) => void;
};

/** A model and the form in which it is fetched, with what each costs in bytes and in quality. The smallest good one is first. */
export function CheckpointChoice({ source, plan, withCloning, onChange }: CheckpointChoiceProps) {
  const id = useId();
  const choices = usePageState((state) => state.choices);
  const model = source.type === 'package' ? source.model : publishedModel(source.name).model;
  const forms = checkpointForms(model, withCloning);
  // Packages that this program makes are named by model and precision.
  const packages = choices.filter((choice) => choice.id.startsWith(`${model}-`));
  const stored = (as: Plan) => bytesText(storedBytes(publishedWeights[model]!, as, withCloning));
  return (
    <>
      <ChoiceField
        label={t`Model`}
        hint={t`Licence: ${forms[0]!.licence}.`}
        value={model}
        choices={knownModels.map((known) => ({ value: known.model, text: known.title }))}
        onChange={(other) => onChange(firstSource(other, withCloning))}
      />
      <div className="voices" role="radiogroup" aria-labelledby={`${id}-label`}>
        <span id={`${id}-label`}>{t`Fetched as`}</span>
        {packages.map((choice) => {
          const as = allPlans.find((one) => choice.id.endsWith(`-${one}`));
          return (
            <FormChoice
              key={choice.url}
              group={id}
              value={choice.url}
              title={t`Package of this site, ${choice.title}`}
              isRecommended
              facts={[
                as ? t`${stored(as)} to fetch, as much on this device` : t`Fetched as it is stored`,
                t`Made already: nothing is converted here.`,
              ]}
              isChosen={source.type === 'package' && source.choice.url === choice.url}
              onChoose={() => onChange({ type: 'package', model, choice })}
            />
          );
        })}
        {forms.map(({ name, form, isRecommended, fetchedBytes, quality }) => (
          <FormChoice
            key={name}
            group={id}
            value={name}
            title={translated(form)}
            isRecommended={isRecommended}
            facts={[
              t`${bytesText(fetchedBytes)} to fetch, ${stored(plan)} on this device`,
              translated(quality),
              name,
            ]}
            isChosen={source.type === 'checkpoint' && source.name === name}
            onChoose={() => onChange({ type: 'checkpoint', name })}
          />
        ))}
        {packages.length === 0 && (
          <p className="hint">{t`A finished package has ${stored(plan)} and needs no conversion. This site has none of this model; for one of another site, choose “Model package on the web”.`}</p>
        )}
      </div>
    </>
  );
}

/** The smallest recommended form of a model. */
export function firstSource(model: string, withCloning: boolean): KnownSource {
  return { type: 'checkpoint', name: checkpointForms(model, withCloning)[0]!.name };
}

type FormChoiceProps = {
  readonly group: string;
  readonly value: string;
  readonly title: string;
  readonly isRecommended: boolean;
  readonly facts: readonly string[];
  readonly isChosen: boolean;
  readonly onChoose: () => void;
};

function FormChoice({ group, value, title, isRecommended, facts, isChosen, onChoose }: FormChoiceProps) {
  return (
    <div className="voice">
      <label>
        <input type="radio" name={group} value={value} checked={isChosen} onChange={onChoose} />
        <span>
          <span className="voice-name">
            {title}
            {isRecommended && ` ${t`(recommended)`}`}
          </span>
          {facts.map((fact) => (
            <span key={fact} className="hint">
              {fact}
            </span>
          ))}
        </span>
      </label>
    </div>
  );
}
