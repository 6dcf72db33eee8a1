import { useEffect, useRef } from 'react';
import { numberText, t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { clockText, lengthText } from '../../widgets/figures';
import { Icon } from '../../widgets/icon';
import { KeysDialog } from './keys-dialog';
import { MadeMap } from './made-map';
import { heardSeconds, timelineIn } from './studio-view';
import { useTransportKeys } from './transport-keys';

const speeds = [0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

/** Stays at the bottom of the window on every size. */
export function TransportBar() {
  const isPlaying = usePageState(({ studio }) => studio?.hearing.type !== 'still');
  const isWaiting = usePageState(({ studio }) => studio?.hearing.type === 'waiting');
  const volume = usePageState(({ studio }) => studio?.hearing.volume ?? 1);
  const controllers = useControllers();
  const { studio } = controllers.studio;
  const keys = useRef<HTMLDialogElement>(null);
  useTransportKeys(studio, () => keys.current?.showModal());
  const play = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The button that has opened the studio is gone.
    if (document.activeElement === document.body) play.current?.focus({ preventScroll: true });
  }, []);
  const { player } = studio;
  return (
    <section className="transport" aria-label={t`Player`}>
      <MadeMap />
      <Position />
      <div className="transport-buttons">
        <Act name="back" label={t`Sentence back`} keys="J" act={() => player.skipRow(-1)} />
        <Act
          label={t`−30 seconds`}
          text="−30"
          keys="Shift+ArrowLeft"
          isWide
          act={() => player.skipSeconds(-30)}
        />
        <Act label={t`−5 seconds`} text="−5" keys="ArrowLeft" act={() => player.skipSeconds(-5)} />
        <button
          ref={play}
          type="button"
          className="primary square"
          aria-label={isPlaying ? t`Pause` : t`Play`}
          title={isPlaying ? t`Pause (K)` : t`Play (K)`}
          aria-keyshortcuts="K"
          aria-busy={isWaiting}
          onClick={studio.toggle}
        >
          <Icon name={isPlaying ? 'pause' : 'listen'} />
        </button>
        <Act label={t`+5 seconds`} text="+5" keys="ArrowRight" act={() => player.skipSeconds(5)} />
        <Act
          label={t`+30 seconds`}
          text="+30"
          keys="Shift+ArrowRight"
          isWide
          act={() => player.skipSeconds(30)}
        />
        <Act name="forward" label={t`Sentence on`} keys="L" act={() => player.skipRow(1)} />
        <Act name="stop" label={t`Stop`} keys="Escape" act={() => player.stop()} />
        <label className="transport-volume">
          <span className="visually-hidden">{t`Volume`}</span>
          <input
            type="range"
            min={0}
            max={1}
            step={0.05}
            value={volume}
            aria-valuetext={t`${Math.round(100 * volume)} %`}
            onChange={(event) => player.setVolume(Number(event.target.value))}
          />
        </label>
        <Act label={t`Keys`} text="?" keys="?" isWide act={() => keys.current?.showModal()} />
      </div>
      <KeysDialog dialog={keys} />
    </section>
  );
}

type ActProps = {
  readonly label: string;
  readonly keys: string;
  readonly act: () => void;
  readonly name?: 'back' | 'forward' | 'stop';
  readonly text?: string;
  /** Shown where there is room for it. */
  readonly isWide?: boolean;
};

function Act({ label, keys, act, name, text, isWide }: ActProps) {
  return (
    <button
      type="button"
      className={`square${isWide ? ' wide-only' : ''}`}
      aria-label={label}
      title={`${label} (${keys})`}
      aria-keyshortcuts={keys}
      onClick={act}
    >
      {name ? <Icon name={name} /> : text}
    </button>
  );
}

/** Place in time and in the text. What is not made yet is told as an estimate. */
function Position() {
  const seconds = usePageState((state) => Math.round(10 * heardSeconds(state)) / 10);
  const total = usePageState((state) => timelineIn(state).totalSeconds);
  const unmade = usePageState((state) => timelineIn(state).unmadeSeconds);
  const sentence = usePageState(
    ({ studio }) =>
      1 +
      Math.max(0, studio?.project.draft.rows.findIndex(({ id }) => id === studio.hearing.place?.rowId) ?? 0),
  );
  const count = usePageState(({ studio }) => studio?.project.draft.rows.length ?? 0);
  const controllers = useControllers();
  const { player } = controllers.studio.studio;
  const speed = usePageState(({ studio }) => studio?.hearing.speed ?? 1);
  const whole = unmade > 0 ? t`about ${clockText(total)}` : clockText(total);
  return (
    <div className="transport-position">
      <span aria-hidden="true">{clockText(seconds)}</span>
      <input
        type="range"
        aria-label={t`Place in the text`}
        aria-valuetext={t`${lengthText(seconds)} of ${unmade > 0 ? t`about ${lengthText(total, 0)}` : lengthText(total)}, sentence ${sentence} of ${count}`}
        min={0}
        max={Math.max(total, 0.1)}
        step={total < 600 ? 0.5 : 5}
        value={Math.min(seconds, total)}
        onChange={(event) => player.seek(Number(event.target.value))}
      />
      <span aria-hidden="true">{whole}</span>
      <span className="wide-only" aria-hidden="true">{t`sentence ${sentence} of ${count}`}</span>
      <label className="transport-choice">
        <span className="visually-hidden">{t`Speed`}</span>
        <select value={String(speed)} onChange={(event) => player.setSpeed(Number(event.target.value))}>
          {speeds.map((one) => (
            <option key={one} value={String(one)}>
              {numberText(one)}×
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
