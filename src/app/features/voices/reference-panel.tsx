import { useId, useState } from 'react';
import { LONGEST_REFERENCE_SECONDS } from '../../../core/pcm/reference-audio';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { useWrong } from '../../use-wrong';
import { CheckField } from '../../widgets/check-field';
import { secondsText } from '../../widgets/figures';
import { Icon } from '../../widgets/icon';
import { TextField } from '../../widgets/text-field';
import { consentWords } from './consent-words';
import { LevelMeter } from './level-meter';
import { LONGEST_RECORDING_SECONDS } from './reference-controller';
import { ReferenceTrim } from './reference-trim';
import { VoiceFileField } from './voice-file-field';

/** A recording of the voice to speak with, what it says, and that it may be used. */
export function ReferencePanel() {
  const form = usePageState((state) => state.form);
  const transcript = useWrong('transcript');
  const consent = useWrong('consent');
  const { settings } = useControllers();
  return (
    <div className="reference">
      <ReferenceSource />
      <TextField
        label={t`What the recording says`}
        rows={2}
        value={form.referenceTranscript}
        {...transcript}
        placeholder={t`Word for word`}
        onChange={(referenceTranscript) => settings.change({ referenceTranscript })}
      />
      <CheckField
        checked={form.referenceConsent}
        {...consent}
        onChange={(referenceConsent) => settings.change({ referenceConsent })}
      >
        {consentWords()}
      </CheckField>
      <KeepVoice />
      <VoiceFileField />
    </div>
  );
}

/** Keeps the recording as one more voice, on this device. */
function KeepVoice() {
  const isReady = usePageState(({ reference }) => reference.type === 'ready');
  const wrong = useWrong('voiceName');
  const { ownVoices } = useControllers();
  const [name, setName] = useState('');
  if (!isReady) return null;
  return (
    <>
      <TextField label={t`Name of the voice`} value={name} {...wrong} onChange={setName} />
      <button type="button" onClick={() => void ownVoices.act((voices) => voices.keep(name))}>
        {t`Keep this voice`}
      </button>
    </>
  );
}

function ReferenceSource() {
  const reference = usePageState((state) => state.reference);
  const isReady = usePageState((state) => state.model.type === 'ready');
  const { ref } = useWrong('reference');
  const controllers = useControllers();
  const id = useId();
  const isRecording = reference.type === 'recording';
  return (
    <div className="field">
      <div className="buttons small">
        <button
          ref={ref}
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
        <>
          <LevelMeter />
          <p className="hint">{t`It stops by itself after ${LONGEST_RECORDING_SECONDS} seconds.`}</p>
        </>
      )}
      {reference.type === 'reading' && <p className="hint">{t`Reading “${reference.name}” …`}</p>}
      {reference.type === 'ready' && (
        <div className="reference-ready">
          <p className="hint">
            {reference.name}, {secondsText(reference.seconds)}
          </p>
          <ReferenceTrim {...reference} />
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
        {reference.type === 'failed' && reference.failure.message}
        {reference.type === 'ready' && reference.problem?.message}
      </p>
    </div>
  );
}
