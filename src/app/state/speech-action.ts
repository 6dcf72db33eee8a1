import type { SpeechEvent } from '../../core/synthesis/speech-event';
import type { PageAction } from './page-state';

/** What an event of the engine means for the page; null where what has become sound says more. */
export function actionOf(
  event: Exclude<SpeechEvent, { readonly type: 'chunk' }>,
  framesPerSecond: number,
): PageAction | null {
  switch (event.type) {
    case 'queued':
      return { type: 'speech-queued', position: event.position };
    case 'started': {
      const estimatedSeconds = event.estimatedFrameCount / framesPerSecond;
      return { type: 'speech-started', seed: event.seed, estimatedSeconds };
    }
    case 'warning':
      return { type: 'warned', message: event.message };
    case 'finished':
      return { type: 'speech-finished', stats: event.stats, stopReason: event.stopReason };
    case 'cancelled':
      return { type: 'speech-stopped', stats: event.stats };
    case 'failed':
      return { type: 'speech-failed', failure: event.failure };
    case 'piece': {
      const { sentence, from, to, verdict } = event.piece;
      if (verdict === 'good') return null;
      return { type: 'speech-judged', sentence, place: { start: from, end: to } };
    }
    case 'progress':
      return null;
  }
}
