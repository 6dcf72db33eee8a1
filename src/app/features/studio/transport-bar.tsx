import { type Ref, useEffect, useRef, useState } from 'react';
import { type Sentence, say } from '../../../core/sentence';
import type { Sleep } from '../../../core/studio/sleep-timer';
import { numberText, t, translated } from '../../language/language';
import { usePageState } from '../../page-context';
import { clockText, lengthText } from '../../widgets/figures';
import { Icon, type IconName } from '../../widgets/icon';
import { LoadedLater } from '../../widgets/loaded-later';
import { MadeMap } from './made-map';
import { heardSeconds, timelineIn } from './studio-view';
import { useTransportKeys } from './transport-keys';
import { useStudio } from './use-studio';

const loadKeys = () => import('./keys-dialog').then(({ KeysDialog }) => KeysDialog);
const speeds = [0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

/** Stays at the bottom of the window on every size. */
export function TransportBar() {
  const type = usePageState(({ studio }) => studio?.hearing.type);
  const volume = usePageState(({ studio }) => studio?.hearing.volume ?? 1);
  const studio = useStudio();
  const [keysShown, setKeysShown] = useState(0);
  const showKeys = () => setKeysShown((count) => count + 1);
  useTransportKeys(studio, showKeys);
  const play = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The button that has opened the studio is gone.
    if (document.activeElement === document.body) play.current?.focus({ preventScroll: true });
  }, []);
  const { player } = studio;
  return (
    <>
      <section className="transport" aria-label={t`Player`}>
        <MadeMap />
        <Position />
        <div className="transport-buttons">
          <Act name="back" label={t`Sentence back`} keys="J" act={() => player.skipRow(-1)} />
          <Act label={t`−30 seconds`} text="−30" keys="Shift+ArrowLeft" act={() => player.skipSeconds(-30)} />
          <Act label={t`−5 seconds`} text="−5" keys="ArrowLeft" act={() => player.skipSeconds(-5)} />
          <Act
            ref={play}
            look="primary square"
            name={type === 'still' ? 'listen' : 'pause'}
            label={type === 'still' ? t`Play` : t`Pause`}
            keys="K"
            isBusy={type === 'waiting'}
            act={studio.toggle}
          />
          <Act label={t`+5 seconds`} text="+5" keys="ArrowRight" act={() => player.skipSeconds(5)} />
          <Act label={t`+30 seconds`} text="+30" keys="Shift+ArrowRight" act={() => player.skipSeconds(30)} />
          <Act name="forward" label={t`Sentence on`} keys="L" act={() => player.skipRow(1)} />
          <Act name="stop" label={t`Stop`} keys="Escape" act={() => player.stop()} />
          <input
            type="range"
            aria-label={t`Volume`}
            aria-valuetext={t`${Math.round(100 * volume)} %`}
            min={0}
            max={1}
            step={0.05}
            value={volume}
            onChange={(event) => player.adjust({ volume: Number(event.target.value) })}
          />
          <Act label={t`Keys`} text="?" keys="?" act={showKeys} />
        </div>
      </section>
      {keysShown > 0 && <LoadedLater key={keysShown} load={loadKeys} />}
    </>
  );
}

type ActProps = {
  readonly label: string;
  readonly keys: string;
  readonly act: () => void;
  readonly name?: IconName;
  readonly text?: string;
  readonly look?: string;
  readonly isBusy?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
};

function Act({ label, keys, act, name, text, look = 'square', isBusy, ref }: ActProps) {
  return (
    <button
      ref={ref}
      type="button"
      className={look}
      aria-busy={isBusy}
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
  const { rows, totalSeconds: total, unmadeSeconds: unmade } = usePageState(timelineIn);
  const heardRowId = usePageState(({ studio }) => studio?.hearing.place?.rowId);
  const heardIndex = rows.findIndex(({ row }) => row.id === heardRowId);
  const sentence = Math.min(rows.length, 1 + Math.max(0, heardIndex));
  const { player } = useStudio();
  const speed = usePageState(({ studio }) => studio?.hearing.speed ?? 1);
  const whole = unmade > 0 ? t`about ${clockText(total)}` : clockText(total);
  return (
    <div className="transport-position">
      <span aria-hidden="true">{clockText(seconds)}</span>
      <input
        type="range"
        aria-label={t`Place in the text`}
        aria-valuetext={t`${lengthText(seconds)} of ${unmade > 0 ? t`about ${lengthText(total, 0)}` : lengthText(total)}, sentence ${sentence} of ${rows.length}`}
        min={0}
        max={Math.max(total, 0.1)}
        step={total < 600 ? 0.5 : 5}
        value={Math.min(seconds, total)}
        onChange={(event) => player.seek(Number(event.target.value))}
      />
      <span aria-hidden="true">{whole}</span>
      <span className="wide-only" aria-hidden="true">{t`sentence ${sentence} of ${rows.length}`}</span>
      <select
        className="transport-speed"
        aria-label={t`Speed`}
        value={speed}
        onChange={(event) => player.adjust({ speed: Number(event.target.value) })}
      >
        {speeds.map((one) => (
          <option key={one} value={one}>
            {numberText(one)}×
          </option>
        ))}
      </select>
      <SleepTimer />
    </div>
  );
}

const sleeps: readonly { readonly choice: Sleep['choice']; readonly text: Sentence }[] = [
  { choice: 'never', text: say`Off` },
  { choice: 'sentence', text: say`At the end of the sentence` },
  { choice: 'heading', text: say`Before the next heading` },
  ...(['15', '30', '60'] as const).map((choice) => ({ choice, text: say`In ${choice} minutes` })),
];

/** A moon; pressed, it is the browser's own list. */
function SleepTimer() {
  const choice = usePageState(({ studio }) => studio?.hearing.sleep.choice ?? 'never');
  const studio = useStudio();
  return (
    <div className={`transport-sleep ${choice}`} title={t`Sleep timer`}>
      <Icon name="sleep" />
      <select
        aria-label={t`Sleep timer`}
        value={choice}
        onChange={(event) => studio.player.setSleep(event.target.value as Sleep['choice'])}
      >
        {sleeps.map((one) => (
          <option key={one.choice} value={one.choice}>
            {translated(one.text)}
          </option>
        ))}
      </select>
    </div>
  );
}
