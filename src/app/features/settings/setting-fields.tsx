import { frameRateHz } from '../../../core/model/model-spec';
import type { Manifest } from '../../../core/package/manifest';
import { choicesOf, defaultOf, fieldOf, rangeOf, settings } from '../../../core/speech/settings';
import { useControllers, usePageState } from '../../page-context';
import { useWrong } from '../../use-wrong';
import { ChoiceField } from '../../widgets/choice-field';
import { TextField } from '../../widgets/text-field';
import { manifestOf } from '../models/models-slice';
import { type NumberName, numberSettings, type PageForm } from './settings-slice';

type NumberSettingFieldProps = {
  readonly name: NumberName;
  /** Replaces the hint of the table. */
  readonly hint?: string;
  /** Replaces the model's own value. */
  readonly placeholder?: string;
};

/** A number of the table of settings; an empty field leaves it to the model. */
export function NumberSettingField({ name, hint, placeholder }: NumberSettingFieldProps) {
  const key = numberSettings[name];
  const value = usePageState((state) => state.form[name]);
  const wrong = useWrong(fieldOf(key));
  const manifest = usePageState(manifestOf);
  const controllers = useControllers();
  const setting = settings[key];
  return (
    <TextField
      type="number"
      inputMode="decimal"
      label={setting.label}
      hint={hint ?? setting.hint}
      step={setting.step}
      {...(manifest && name !== 'maxSeconds' ? rangeOf(setting, manifest) : { min: 0 })}
      value={value}
      placeholder={placeholder ?? (manifest ? standardOf(name, manifest) : '')}
      {...wrong}
      onChange={(next) => controllers.settings.change({ [name]: next })}
    />
  );
}

/** The form counts seconds where the engine counts columns. */
function standardOf(name: NumberName, manifest: Manifest): string {
  const standard = defaultOf(numberSettings[name], manifest, {});
  if (name !== 'maxSeconds') return String(standard ?? '');
  return String(Math.floor(Number(standard) / frameRateHz(manifest.spec.codec)));
}

/** A choice of the table of settings. */
export function ChoiceSettingField({ name }: { readonly name: 'chunkMethod' | 'endRule' | 'codecMode' }) {
  const value = usePageState((state) => state.form[name]);
  const manifest = usePageState(manifestOf);
  const controllers = useControllers();
  return (
    <ChoiceField<string>
      label={settings[name].label}
      value={value}
      choices={manifest ? choicesOf<string>(settings[name], manifest) : []}
      onChange={(next) => controllers.settings.change({ [name]: next } as Partial<PageForm>)}
    />
  );
}
