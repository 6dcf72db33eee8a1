import { useId } from 'react';
import { LONGEST_REFERENCE_SECONDS } from '../../../core/pcm/reference-audio';
import { failureSentence, isAbout } from '../../failures';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { CheckField } from '../../widgets/check-field';
import { secondsText } from '../../widgets/figures';
import { Icon } from '../../widgets/icon';
import { TextField } from '../../widgets/text-field';
import type { ReferenceState } from './voices-slice';

/** A recording of the voice to speak with, what it says, and that it may be used. */
export function ReferencePanel() {
  const form = usePageState((state) => state.form);
  const problem = usePageState((state) => state.problem);
  const { settings } = useControllers();
  return (
    <div className="reference">
      <ReferenceSource />
      <TextField
        label={t`What the recording says`}
        rows={2}
        value={form.referenceTranscript}
        isWrong={isAbout(problem, 'transcript')}
        placeholder={t`Word for word`}
        onChange={(referenceTranscript) => settings.change({ referenceTranscript })}
      />
      <CheckField
        checked={form.referenceConsent}
        isWrong={isAbout(problem, 'consent')}
        onChange={(referenceConsent) => settings.change({ referenceConsent })}
      >{t`This is my own voice, or its owner has allowed me to use it here.`}</CheckField>
    </div>
  );
}

function ReferenceSource() {
  const reference = usePageState((state) => state.reference);
  const isReady = usePageState((state) => state.model.type === 'ready');
  const controllers = useControllers();
  const id = useId();
  const isRecording = reference.type === 'recording';
  return (
    <div className="field">
      <div className="buttons small">
        <button
          type="button"
          className={isRecording ? 'recording' : ''}
          aria-disabled={!isReady}
          onClick={() =>
            isReady && (isRecording ? controllers.reference.stopRecording() : controllers.reference.record())
          }
        >
          <Icon name={isRecording ? 'stop' : 'record'} /> {isRecording ? t`Stop recording` : t`Record`}
        </button>
        <label className="button" htmlFor={`${id}-file`}>{t`Choose a file`}</label>
        <input
          id={`${id}-file`}
          className="visually-hidden"
          type="file"
          accept="audio/*,video/mp4,video/webm"
          disabled={!isReady}
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) controllers.reference.takeFile(file);
            event.target.value = ''; // the same file may be chosen again
          }}
        />
      </div>
      {reference.type === 'absent' && (
        <p className="hint">{t`5 to 15 seconds of clear speech by one person, ${LONGEST_REFERENCE_SECONDS} at most.`}</p>
      )}
      {isRecording && (
        <p className="hint">{t`It stops by itself after ${LONGEST_REFERENCE_SECONDS} seconds.`}</p>
      )}
      {reference.type === 'reading' && <p className="hint">{t`Reading “${reference.name}” …`}</p>}
      {reference.type === 'ready' && (
        <div className="reference-ready">
          <p className="hint">
            {reference.name}, {secondsText(reference.seconds)}
          </p>
          {reference.usedSeconds < reference.seconds && <ReferenceTrim {...reference} />}
          {/* biome-ignore lint/a11y/useMediaCaption: the transcript stands in the field below */}
          <audio controls src={reference.previewUrl} aria-label={t`The recording`} />
          <button
            type="button"
            className="plain"
            onClick={controllers.reference.drop}
          >{t`Remove the recording`}</button>
        </div>
      )}
      <p role="alert" className="field-problem">
        {reference.type === 'failed' && failureSentence(reference.failure)}
        {reference.type === 'ready' && reference.problem && failureSentence(reference.problem)}
      </p>
    </div>
  );
}

/** Choice of the part of a long recording that is used. */
function ReferenceTrim({ seconds, startSeconds, usedSeconds }: Extract<ReferenceState, { type: 'ready' }>) {
  const { reference } = useControllers();
  const id = useId();
  const part = t`${secondsText(startSeconds)} to ${secondsText(startSeconds + usedSeconds)}`;
  return (
    <div className="trim">
      <label htmlFor={`${id}-start`}>{t`Part that is used: ${part}`}</label>
      <input
        id={`${id}-start`}
        type="range"
        aria-valuetext={part}
        aria-describedby={`${id}-hint`}
        min={0}
        max={seconds - usedSeconds}
        step={0.5}
        value={startSeconds}
        onChange={(event) => reference.trim(Number(event.target.value))}
      />
      <p
        id={`${id}-hint`}
        className="hint"
      >{t`At most ${LONGEST_REFERENCE_SECONDS} seconds can be used. Write down below what this part says.`}</p>
    </div>
  );
}
