import { useId } from 'react';
import { longestReferenceSeconds } from '../../core/pcm/reference-audio';
import { usePageIntents, usePageState } from '../page-context';
import { isAbout } from '../state/failure-sentence';
import { CheckField } from '../widgets/check-field';
import { secondsText } from '../widgets/figures';
import { Icon } from '../widgets/icon';

/** A recording of the voice to speak with, what it says, and that it may be used. */
export function ReferencePanel() {
  const form = usePageState((state) => state.form);
  const problem = usePageState((state) => state.problem);
  const { change } = usePageIntents();
  const id = useId();
  return (
    <div className="reference">
      <ReferenceSource />
      <div className="field">
        <label htmlFor={`${id}-transcript`}>What the recording says</label>
        <textarea
          id={`${id}-transcript`}
          rows={2}
          value={form.referenceTranscript}
          aria-invalid={isAbout(problem, 'transcript')}
          placeholder="Word for word"
          onChange={(event) => change({ referenceTranscript: event.target.value })}
        />
      </div>
      <CheckField
        checked={form.referenceConsent}
        isWrong={isAbout(problem, 'consent')}
        onChange={(referenceConsent) => change({ referenceConsent })}
      >
        This is my own voice, or its owner has allowed me to use it here.
      </CheckField>
    </div>
  );
}

function ReferenceSource() {
  const reference = usePageState((state) => state.reference);
  const isReady = usePageState((state) => state.model.type === 'ready');
  const intents = usePageIntents();
  const id = useId();
  const isRecording = reference.type === 'recording';
  return (
    <div className="field">
      <div className="buttons small">
        <button
          type="button"
          className={isRecording ? 'recording' : ''}
          aria-disabled={!isReady}
          onClick={() => isReady && (isRecording ? intents.stopRecording() : intents.startRecording())}
        >
          <Icon name={isRecording ? 'stop' : 'record'} /> {isRecording ? 'Stop recording' : 'Record'}
        </button>
        <label className="button" htmlFor={`${id}-file`}>
          Choose a file
        </label>
        <input
          id={`${id}-file`}
          className="visually-hidden"
          type="file"
          accept="audio/*,video/mp4,video/webm"
          disabled={!isReady}
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) intents.takeReferenceFile(file);
            event.target.value = ''; // the same file may be chosen again
          }}
        />
      </div>
      {reference.type === 'absent' && (
        <p className="hint">
          5 to 15 seconds of clear speech by one person, {longestReferenceSeconds} at most.
        </p>
      )}
      {isRecording && <p className="hint">It stops by itself after {longestReferenceSeconds} seconds.</p>}
      {reference.type === 'reading' && <p className="hint">Reading “{reference.name}” …</p>}
      {reference.type === 'ready' && (
        <div className="reference-ready">
          <p className="hint">
            {reference.name}, {secondsText(reference.seconds)}
          </p>
          {/* biome-ignore lint/a11y/useMediaCaption: the transcript stands in the field below */}
          <audio controls src={reference.previewUrl} aria-label="The recording" />
          <button type="button" className="plain" onClick={intents.dropReference}>
            Remove the recording
          </button>
        </div>
      )}
      <p role="alert" className="field-problem">
        {reference.type === 'failed' ? reference.failure.message : ''}
      </p>
    </div>
  );
}
