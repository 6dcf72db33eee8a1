import { useId } from 'react';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { lengthText, roughSecondsText, secondsText } from '../../widgets/figures';
import { isBusy } from '../speech/speech-slice';
import { newestTake } from '../speech/takes';
import { TakeFigures } from './take-figures';
import { Waveform } from './waveform';

/** The part of the drawing from which on there is room for words in it. */
const WORDS_SHARE = 0.35;

/** The newest take: outline, places, figures. */
export function Player() {
  const take = usePageState(newestTake);
  const playback = usePageState((state) => state.playback);
  const isGenerating = usePageState((state) => isBusy(state.speech));
  const estimate = usePageState((state) => state.request?.estimatedSeconds ?? 0);
  const controllers = useControllers();
  const id = useId();
  const generated = take?.generatedSeconds ?? 0;
  // Without a take it is the studio that was heard last.
  const played = take ? playback.playedSeconds : 0;
  const isGrowing = isGenerating && !(take?.isComplete ?? true);
  const whole = Math.max(generated, isGenerating ? estimate : 0);
  const unmade = whole - (isGenerating && !isGrowing ? 0 : generated);
  return (
    <section className="player" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} className="visually-hidden">{t`Speech`}</h2>
      <div className="waveform">
        <Waveform />
        <input
          type="range"
          className="seek"
          aria-label={t`Place in the speech`}
          aria-valuetext={t`${lengthText(played)} of ${lengthText(generated)}`}
          min={0}
          max={Math.max(whole, 0.1)}
          step={whole < 60 ? 0.1 : whole < 600 ? 1 : 5}
          value={Math.min(played, whole)}
          disabled={!take}
          onChange={(event) => controllers.playback.playFrom(Math.min(Number(event.target.value), generated))}
        />
        {unmade > WORDS_SHARE * whole && (
          <p className="unmade">{t`not made yet, ${roughSecondsText(unmade)}`}</p>
        )}
      </div>
      <dl className="progress-figures">
        <div>
          <dt id={`${id}-generated`}>{t`Generated`}</dt>
          <dd>
            {secondsText(isGenerating && !isGrowing ? 0 : generated)}
            {isGenerating && estimate > generated && ` ${t`of ${roughSecondsText(estimate)}`}`}
          </dd>
          <dd className="bar">
            <progress
              aria-labelledby={`${id}-generated`}
              max={Math.max(whole, 0.1)}
              value={isGenerating && !isGrowing ? 0 : generated}
            />
          </dd>
        </div>
        <div>
          <dt id={`${id}-played`}>{t`Played`}</dt>
          <dd>
            {secondsText(played)}
            {generated > 0 && !isGrowing && ` ${t`of ${secondsText(generated)}`}`}
          </dd>
          <dd className="bar">
            <progress
              aria-labelledby={`${id}-played`}
              max={Math.max(whole, 0.1)}
              value={Math.min(played, whole)}
            />
          </dd>
        </div>
      </dl>
      <TakeFigures />
    </section>
  );
}
