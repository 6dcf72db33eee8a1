import { failureFrom } from '../failure';
import { engineError } from './speech-engine';
import type { SpeechEvent } from './speech-event';
import type { SpeechRequest } from './speech-request';
import { type SpeechParts, SpeechRun } from './speech-run';

/**
 * The speech pipeline: text → prompt → codes → sound. Owns nothing that it is given. Never throws: the last event
 * reports the outcome. Earlier events stay valid.
 */
export async function* synthesize(
  parts: SpeechParts,
  request: SpeechRequest,
  signal: AbortSignal,
): AsyncGenerator<SpeechEvent, void> {
  const { now } = parts;
  const run = new SpeechRun(parts, request, signal);
  const events = run.events();
  try {
    for (;;) {
      const start = now();
      // Time in which the consumer does not pull is not counted.
      const next = await events.next().finally(() => run.noteBusy(start));
      if (next.done) break;
      yield next.value;
    }
    yield { type: 'finished', stats: run.stats(), stopReason: run.stopReason };
  } catch (error) {
    if (signal.aborted) {
      yield { type: 'cancelled', stats: run.stats() };
      return;
    }
    yield* run.salvage();
    yield { type: 'failed', failure: failureFrom(error, engineError) };
  } finally {
    await run.end();
  }
}
