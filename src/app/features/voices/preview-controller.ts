import { MemorySink } from '../../../core/pcm/memory-sink';
import type { ControllerParts } from '../../controller-parts';
import { toFailure } from '../../failures';
import type { PlaybackController } from '../playback/playback-controller';
import { isBusy, problemMet } from '../speech/speech-slice';

/** Lets a preset or an own voice be heard before it is chosen: the sound of its codes. The take stays as it is. */
export function createPreviewController(
  { store, ports, way }: ControllerParts,
  playback: PlaybackController,
) {
  let current: AbortController | null = null;
  way.stopWith('preview', stop);

  /** Must be called inside a click; the same voice again stops it. @returns when it was heard or stopped. */
  async function toggle(voiceId: string): Promise<void> {
    const { model, speech, previewedVoice, ownVoices } = store.getState();
    stop();
    if (model.type !== 'ready' || isBusy(speech) || previewedVoice === voiceId) return;
    const abort = new AbortController();
    current = abort;
    way.begin('preview');
    playback.prepare(model.manifest.spec.codec.sampleRateHz);
    store.setState({ previewedVoice: voiceId });
    try {
      const own = ownVoices.find(({ id }) => id === voiceId);
      const chunk = own
        ? await ports.engine.soundOf(own.grid, abort.signal)
        : await ports.engine.previewVoice(voiceId, abort.signal);
      const sound = new MemorySink(chunk.sampleRateHz);
      await sound.write(chunk, abort.signal);
      sound.close();
      await playback.playAside(sound);
    } catch (error) {
      if (!abort.signal.aborted) store.setState(problemMet(toFailure(error)));
    }
    if (current === abort) stop();
  }

  function stop(): void {
    if (!current) return;
    current.abort();
    current = null;
    playback.stop();
    store.setState({ previewedVoice: null });
  }

  return { toggle };
}
