import { useId } from 'react';
import { settings as table } from '../../../core/speech/settings';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { useWrong } from '../../use-wrong';
import { CheckField } from '../../widgets/check-field';
import { IconButton } from '../../widgets/icon-button';

/** Shown always; written over by each request unless it is kept. A seed that someone types is meant to be kept. */
export function SeedField() {
  const seed = usePageState((state) => state.form.seed);
  const isLocked = usePageState((state) => state.form.isSeedLocked);
  const { isWrong, ref } = useWrong('seed');
  const { settings } = useControllers();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{table.seed.label}</label>
      <div className="seed">
        <input
          id={id}
          ref={ref}
          type="text"
          inputMode="numeric"
          autoComplete="off"
          value={seed}
          placeholder={t`Drawn by Speak`}
          aria-invalid={isWrong}
          aria-describedby={`${id}-hint`}
          onChange={(event) =>
            settings.change({ seed: event.target.value, isSeedLocked: event.target.value !== '' })
          }
        />
        <IconButton label={t`Draw a new seed`} icon="dice" onClick={settings.drawSeed} />
      </div>
      <CheckField
        checked={isLocked}
        onChange={(isSeedLocked) => settings.change({ isSeedLocked })}
      >{t`Keep this seed`}</CheckField>
      <p className="hint" id={`${id}-hint`}>
        {table.seed.hint}
      </p>
    </div>
  );
}
