import { term } from '../../../core/sentence';
import { settings } from '../../../core/speech/settings';
import { t, translated } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { CheckField } from '../../widgets/check-field';
import { ChoiceSettingField, NumberSettingField } from './setting-fields';

/** All that has a good default: how codes are chosen, and how a long text is cut. */
export function AdvancedFields() {
  const method = usePageState((state) => state.form.chunkMethod);
  const isInSystem = usePageState((state) => state.form.referencesInSystemMessage);
  const controllers = useControllers();
  return (
    <>
      <div className="field-grid">
        <NumberSettingField name="temperature" />
        <NumberSettingField name="topK" />
        <NumberSettingField name="topP" />
        <NumberSettingField name="rasWindowLength" />
        <NumberSettingField name="rasMaxRepeats" />
        <NumberSettingField name="maxSeconds" hint={t`Seconds, for each piece of text.`} />
      </div>
      <div className="field-grid">
        <ChoiceSettingField name="chunkMethod" />
        {method === 'word' && <NumberSettingField name="chunkMaxWords" />}
        {method === 'speaker' && <NumberSettingField name="chunkMaxTurns" />}
        {method !== 'none' && (
          <NumberSettingField
            name="chunkBufferSize"
            placeholder={method === 'auto' ? t`as the voice likes` : t`all`}
          />
        )}
        <NumberSettingField name="pauseScale" />
        <NumberSettingField name="retakes" />
        <ChoiceSettingField name="endRule" />
        <ChoiceSettingField name="codecMode" />
      </div>
      <CheckField
        checked={isInSystem}
        onChange={(referencesInSystemMessage) => controllers.settings.change({ referencesInSystemMessage })}
      >
        {translated(term(settings.referencesInSystemMessage.label))}
      </CheckField>
    </>
  );
}
