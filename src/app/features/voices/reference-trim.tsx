import { useId } from 'react';
import { LONGEST_REFERENCE_SECONDS } from '../../../core/pcm/reference-audio';
import type { ReferenceFlaw } from '../../../core/pcm/reference-flaws';
import { t } from '../../language/language';
import { useControllers } from '../../page-context';
import { lengthText, secondsText } from '../../widgets/figures';
import { Icon } from '../../widgets/icon';
import type { ReferenceState } from './voices-slice';

const HEIGHT = 40;

/** The recording as a drawing, its part that is used with both ends to be moved, and what is not good about it. */
export function ReferenceTrim(reference: Extract<ReferenceState, { type: 'ready' }>) {
  const { seconds, startSeconds, usedSeconds, outline, flaws } = reference;
  const endSeconds = startSeconds + usedSeconds;
  const count = outline.length;
  const isUsed = (at: number) =>
    (at + 1) * seconds > startSeconds * count && at * seconds < endSeconds * count;
  return (
    <div className="trim">
      <svg
        className="outline"
        viewBox={`0 0 ${count} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {outline.map((peak, at) => {
          const height = Math.max(1, HEIGHT * Math.sqrt(peak));
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: bars have no other name than their place
              key={at}
              className={isUsed(at) ? 'used' : 'unused'}
              x={at + 0.15}
              y={(HEIGHT - height) / 2}
              width={0.7}
              height={height}
            />
          );
        })}
      </svg>
      <TrimEnd
        edge="start"
        name={t`Begins at ${lengthText(startSeconds)}`}
        value={startSeconds}
        seconds={seconds}
      />
      <TrimEnd edge="end" name={t`Ends at ${lengthText(endSeconds)}`} value={endSeconds} seconds={seconds} />
      <p className="hint">
        {t`${secondsText(usedSeconds)} are used, of ${LONGEST_REFERENCE_SECONDS} seconds at most. Write down below what this part says.`}
      </p>
      {flaws.length > 0 && (
        <ul className="flaws" aria-label={t`About this recording`}>
          {flaws.map((flaw) => (
            <li key={flaw.type}>
              <Icon name="warning" /> {flawSentence(flaw)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

type TrimEndProps = {
  readonly edge: 'start' | 'end';
  readonly name: string;
  readonly value: number;
  readonly seconds: number;
};

function TrimEnd({ edge, name, value, seconds }: TrimEndProps) {
  const { reference } = useControllers();
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{name}</label>
      <input
        id={id}
        type="range"
        aria-valuetext={lengthText(value)}
        min={0}
        max={seconds}
        step={0.1}
        value={value}
        onChange={(event) => reference.trim(edge, Number(event.target.value))}
      />
    </>
  );
}

function flawSentence(flaw: ReferenceFlaw): string {
  switch (flaw.type) {
    case 'clipped': {
      return t`Too loud (places: ${flaw.placeCount}), first ${secondsText(flaw.firstSeconds)} into the part: the sound is cut off there. Record further from the microphone.`;
    }
    case 'quiet':
      return t`Very quiet: record closer to the microphone.`;
    case 'mostly-silent':
      return t`${Math.round(100 * flaw.share)} % of it is silence. Choose a part where someone speaks.`;
    case 'silent-start':
      return t`It begins with ${secondsText(flaw.seconds)} of silence: move its beginning.`;
    case 'silent-end':
      return t`It ends with ${secondsText(flaw.seconds)} of silence: move its end.`;
  }
}
