import { useId } from 'react';
import { usePageIntents, usePageState } from '../page-context';
import { isAbout } from '../state/failure-sentence';
import { CheckField } from '../widgets/check-field';
import { Icon } from '../widgets/icon';

/** Shown always; written over by each request unless it is kept. A seed that someone types is meant to be kept. */
export function SeedField() {
  const seed = usePageState((state) => state.form.seed);
  const isLocked = usePageState((state) => state.form.isSeedLocked);
  const isWrong = usePageState((state) => isAbout(state.problem, 'seed'));
  const { change, drawSeed } = usePageIntents();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Seed</label>
      <div className="seed">
        <input
          id={id}
          type="text"
          inputMode="numeric"
          autoComplete="off"
          value={seed}
          placeholder="Drawn by Speak"
          aria-invalid={isWrong}
          aria-describedby={`${id}-hint`}
          onChange={(event) => change({ seed: event.target.value, isSeedLocked: event.target.value !== '' })}
        />
        <button
          type="button"
          className="square"
          aria-label="Draw a new seed"
          title="Draw a new seed"
          onClick={drawSeed}
        >
          <Icon name="dice" />
        </button>
      </div>
      <CheckField checked={isLocked} onChange={(isSeedLocked) => change({ isSeedLocked })}>
        Keep this seed
      </CheckField>
      <p className="hint" id={`${id}-hint`}>
        Same seed, same text, same settings: same speech.
      </p>
    </div>
  );
}
