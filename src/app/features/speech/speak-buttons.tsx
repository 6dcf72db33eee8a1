import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { Icon } from '../../widgets/icon';
import { isModelComing } from '../models/models-slice';
import { isBusy } from './speech-slice';
import { newestTake } from './takes';

/** Buttons that cannot act now stay focusable: a key press must not lose its place because a phase changed. */
export function SpeakButtons() {
  const hasModel = usePageState(({ model }) => model.type === 'ready' || isModelComing(model));
  const isGenerating = usePageState((state) => isBusy(state.speech));
  const isSounding = usePageState((state) => state.playback.type !== 'silent');
  const isPaused = usePageState((state) => state.playback.type === 'paused');
  const hasTake = usePageState((state) => newestTake(state) !== null);
  const isPreviewing = usePageState((state) => state.previewedVoice !== null);
  const { speech, playback } = useControllers();
  const canSpeak = hasModel && !isGenerating;
  const isRecording = usePageState((state) => state.reference.type === 'recording');
  const canStop = isGenerating || isSounding || isPreviewing || isRecording;
  return (
    <div className="buttons">
      <button
        type="button"
        className="primary"
        aria-disabled={!canSpeak}
        aria-keyshortcuts="Control+Enter Meta+Enter"
        title={t`Ctrl + Enter or ⌘ + Enter`}
        onClick={() => canSpeak && speech.speak()}
      >
        <Icon name="speak" /> {t`Speak`}
      </button>
      <button
        type="button"
        aria-disabled={!canStop}
        aria-keyshortcuts="Escape Control+."
        title={t`Esc or Ctrl + .`}
        onClick={() => canStop && speech.stop()}
      >
        <Icon name="stop" /> {t`Stop`}
      </button>
      <button
        type="button"
        aria-disabled={!hasTake}
        onClick={() => (isPaused ? playback.wake() : hasTake && playback.playFrom(0))}
      >
        <Icon name={isPaused ? 'listen' : 'again'} /> {isPaused ? t`Go on` : t`Play again`}
      </button>
      <button type="button" aria-disabled={!hasTake} onClick={() => hasTake && speech.download()}>
        <Icon name="download" /> {t`Download WAV`}
      </button>
    </div>
  );
}
