import { newestTake } from './features/speech/takes';
import type { PageState } from './store';

/**
 * One sentence about what the page is doing, on screen and for screen readers. It changes with every phase,
 * and within one only in coarse steps, so that speech is not interrupted.
 */
export function announcement(state: PageState): string {
  const { model, speech, playback, reference, previewedVoice } = state;
  const take = newestTake(state);
  if (reference.type === 'recording') return 'Recording. Speak now.';
  if (model.type === 'searching') return 'Looking for a model.';
  if (model.type === 'asking') return `May ${model.choice.title} be loaded? It is big.`;
  if (model.type === 'loading')
    return `Loading ${model.choice.title}.${isSpeechWanted(state) ? ' Speech begins by itself.' : ''}`;
  if (model.type === 'failed') return 'No model is loaded.';
  const heard = [...model.manifest.voices, ...state.ownVoices].find(({ id }) => id === previewedVoice);
  if (heard) return `This is ${heard.name}.`;
  if (playback.type === 'paused') return 'Paused by the system. Press Go on to hear the rest.';
  if (state.studio) return state.studio.sentence;
  switch (speech.type) {
    case 'idle':
      return 'Ready to speak.';
    case 'waiting':
      return speech.position > 0 ? `Waiting: ${speech.position} before this one.` : 'Preparing to speak.';
    case 'speaking': {
      const told = toldSeconds(take?.generatedSeconds ?? 0);
      const dry = playback.type === 'buffering' && playback.underrunCount > 0;
      if (dry) return 'Catching up: sound goes on in a moment.';
      return told > 0
        ? `Speaking. ${lengthText(told, 0)} ${told === 60 ? 'is' : 'are'} generated.`
        : 'Speaking.';
    }
    case 'finished': {
      const seconds = take?.generatedSeconds ?? 0;
      const length = lengthText(seconds, 1);
      if (playback.type !== 'silent') return `Playing ${length} of speech.`;
      const { playedSeconds } = playback;
      if (playedSeconds > 0 && playedSeconds < seconds - END_SECONDS)
        return `Stopped at ${playedSeconds.toFixed(1)} seconds. All ${length} are kept.`;
      return speech.stopReason === 'length'
        ? `Finished after ${length}, but the end is cut off.`
        : `Finished: ${length} of speech.`;
    }
    case 'stopped':
    case 'failed': {
      if (playback.type !== 'silent') return 'Playing what is kept.';
      const isStopped = speech.type === 'stopped';
      if (!take || !speech.hasSound) return isStopped ? 'Stopped.' : 'Nothing was spoken.';
      const what = isStopped ? 'Stopped' : 'The speech could not be completed';
      return `${what}. ${lengthText(take.generatedSeconds, 1)} are kept.`;
    }
  }
}

const isSpeechWanted = ({ speech, studio }: PageState): boolean =>
  speech.type === 'waiting' || studio?.hearing.type === 'waiting';

/** What is left after this much is silence, or the last report before the end. */
const END_SECONDS = 0.25;

/** Steps of ten seconds, then of one minute, then of ten: an hour may be made in a few minutes. */
function toldSeconds(seconds: number): number {
  const step = seconds < 60 ? 10 : seconds < 600 ? 60 : 600;
  return Math.floor(seconds / step) * step;
}

function lengthText(seconds: number, digits: number): string {
  if (seconds < 60) return `${seconds.toFixed(digits)} seconds`;
  const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
  const minutesText = minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return rest === 0 ? minutesText : `${minutesText} ${rest} seconds`;
}
