import { failureFrom, type UnforeseenWords } from '../failure';
import { nothingSaid, type SpeechEvent } from './speech-event';

/**
 * Events of a run up to its one end. An error becomes that end, unless the end was told already: an engine that
 * dies behind its last event has still said everything.
 * @param words of the failure of an unforeseen error.
 */
export async function* toOneEnd(
  events: AsyncIterable<SpeechEvent>,
  words: UnforeseenWords,
  signal: AbortSignal,
): AsyncGenerator<SpeechEvent, void> {
  let isOver = false;
  try {
    for await (const event of events) {
      isOver = event.type === 'finished' || event.type === 'cancelled' || event.type === 'failed';
      yield event;
    }
  } catch (error) {
    if (isOver) return;
    if (signal.aborted) yield { type: 'cancelled', stats: nothingSaid };
    else yield { type: 'failed', failure: failureFrom(error, words) };
  }
}
