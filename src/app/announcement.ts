import { decimal } from '../core/sentence';
import { newestTake } from './features/speech/takes';
import { t } from './language/language';
import type { PageState } from './store';
import { lengthText } from './widgets/figures';

/**
 * One sentence about what the page is doing, on screen and for screen readers. It changes with every phase,
 * and within one only in coarse steps, so that speech is not interrupted.
 */
export function announcement(state: PageState): string {
  const { model, speech, playback, reference, previewedVoice } = state;
  const take = newestTake(state);
  if (reference.type === 'recording') return t`Recording. Speak now.`;
  if (model.type === 'searching') return t`Looking for a model.`;
  if (model.type === 'asking') return t`May ${model.choice.title} be loaded? It is big.`;
  if (model.type === 'loading')
    return isSpeechWanted(state)
      ? t`Loading ${model.choice.title}. Speech begins by itself.`
      : t`Loading ${model.choice.title}.`;
  if (model.type === 'failed') return t`No model is loaded.`;
  const heard = [...model.manifest.voices, ...state.ownVoices].find(({ id }) => id === previewedVoice);
  if (heard) return t`This is ${heard.name}.`;
  if (playback.type === 'paused') return t`Paused by the system. Press Go on to hear the rest.`;
  if (state.studio) return state.studio.sentence;
  if (state.isStudioOpening) return t`Opening the studio.`;
  switch (speech.type) {
    case 'idle':
      return t`Ready to speak.`;
    case 'waiting':
      return speech.position > 0 ? t`Waiting: ${speech.position} before this one.` : t`Preparing to speak.`;
    case 'speaking': {
      const told = toldSeconds(take?.generatedSeconds ?? 0);
      const dry = playback.type === 'buffering' && playback.underrunCount > 0;
      if (dry) return t`Catching up: sound goes on in a moment.`;
      return told > 0
        ? told === 60
          ? t`Speaking. ${lengthText(told, 0)} is generated.`
          : t`Speaking. ${lengthText(told, 0)} are generated.`
        : t`Speaking.`;
    }
    case 'finished': {
      const seconds = take?.generatedSeconds ?? 0;
      const length = lengthText(seconds, 1);
      if (playback.type !== 'silent') return t`Playing ${length} of speech.`;
      const { playedSeconds } = playback;
      if (playedSeconds > 0 && playedSeconds < seconds - END_SECONDS)
        return t`Stopped at ${decimal(playedSeconds, 1)} seconds. All ${length} are kept.`;
      return speech.stopReason === 'length'
        ? t`Finished after ${length}, but the end is cut off.`
        : t`Finished: ${length} of speech.`;
    }
    case 'stopped':
    case 'failed': {
      if (playback.type !== 'silent') return t`Playing what is kept.`;
      const isStopped = speech.type === 'stopped';
      if (!take || !speech.hasSound) return isStopped ? t`Stopped.` : t`Nothing was spoken.`;
      const length = lengthText(take.generatedSeconds, 1);
      return isStopped
        ? t`Stopped. ${length} are kept.`
        : t`The speech could not be completed. ${length} are kept.`;
    }
  }
}

const isSpeechWanted = ({ speech, studio }: PageState): boolean =>
  speech.type === 'waiting' || studio?.hearing.type === 'waiting';

/** Time left that is as good as none: silence, or the last report before the end. */
const END_SECONDS = 0.25;

/** Steps of ten seconds, then of one minute, then of ten: an hour may be made in a few minutes. */
function toldSeconds(seconds: number): number {
  const step = seconds < 60 ? 10 : seconds < 600 ? 60 : 600;
  return Math.floor(seconds / step) * step;
}
