import { usePageIntents, usePageState } from '../page-context';
import { isBusy } from '../state/page-state';
import { Icon } from '../widgets/icon';

/** Buttons that cannot act now stay focusable: a key press must not lose its place because a phase changed. */
export function SpeakButtons() {
  const isReady = usePageState((state) => state.model.type === 'ready');
  const isGenerating = usePageState((state) => isBusy(state.speech));
  const isSounding = usePageState((state) => state.playback.type !== 'silent');
  const isPaused = usePageState((state) => state.playback.type === 'paused');
  const hasTake = usePageState((state) => state.take !== null);
  const isPreviewing = usePageState((state) => state.previewedVoice !== null);
  const intents = usePageIntents();
  const canSpeak = isReady && !isGenerating;
  const canStop = isGenerating || isSounding || isPreviewing;
  return (
    <div className="buttons">
      <button
        type="button"
        className="primary"
        aria-disabled={!canSpeak}
        aria-keyshortcuts="Control+Enter Meta+Enter"
        title="Ctrl + Enter or ⌘ + Enter"
        onClick={() => canSpeak && intents.speak()}
      >
        <Icon name="speak" /> Speak
      </button>
      <button
        type="button"
        aria-disabled={!canStop}
        aria-keyshortcuts="Escape Control+."
        title="Esc or Ctrl + ."
        onClick={() => canStop && intents.stop()}
      >
        <Icon name="stop" /> Stop
      </button>
      <button
        type="button"
        aria-disabled={!hasTake}
        onClick={() => (isPaused ? intents.resumeSound() : hasTake && intents.playFrom(0))}
      >
        <Icon name={isPaused ? 'listen' : 'again'} /> {isPaused ? 'Go on' : 'Play again'}
      </button>
      <button type="button" aria-disabled={!hasTake} onClick={() => hasTake && intents.download()}>
        <Icon name="download" /> Download WAV
      </button>
    </div>
  );
}
