import type { ApiHost } from '../api/api-host';
import type { CallPlace } from '../api/call-turns';
import { assert, FailureError } from '../failure';
import type { Manifest } from '../package/manifest';
import { TimeStretch } from '../pcm/time-stretch';
import type { SpeechStats, SpokenPiece } from '../speech/speech-event';
import { failureOf } from './caller-words';
import { chooseModel } from './choose-model';
import type { FoundVoice } from './find-voice';
import { checkSpeech, prepareSpeech, readRecordings } from './prepare-speech';
import type { SpeechAsk } from './speech-ask';

export type Opening = {
  readonly manifest: Manifest;
  readonly voices: readonly FoundVoice[];
  readonly seed: number;
  readonly sampleRateHz: number;
  /** Speed of the sound against the model's own; pieces are counted in samples of the model. */
  readonly speed: number;
  /** Fields of the call that change nothing. */
  readonly ignored: readonly string[];
};

/** An ask on its way: first the opening, last what came out. */
export type AskEvent =
  | { readonly type: 'opening'; readonly opening: Opening }
  | { readonly type: 'sound'; readonly samples: Float32Array }
  | { readonly type: 'piece'; readonly piece: SpokenPiece }
  | {
      readonly type: 'end';
      readonly stopReason: 'end-of-speech' | 'length';
      readonly stats: SpeechStats;
      readonly warnings: readonly string[];
    };

/**
 * Speaks an ask in its turn. Leaving it early ends the work; the place is left in any case.
 * @throws RefusedCall or FailureError; the signal's reason when aborted.
 */
export async function* speakAsk(
  host: ApiHost,
  ask: SpeechAsk,
  place: CallPlace,
  signal: AbortSignal,
): AsyncGenerator<AskEvent, void> {
  try {
    const model = await chooseModel(host, ask.model, signal);
    // Errors are told at once, not after the calls before it.
    if (model.isLoaded)
      checkSpeech(ask, (await host.openModel(model.id, signal)).manifest, await host.voices.list());
    const recordings = await readRecordings(host, ask, signal);
    await place.turn();
    const open = await host.openModel(model.id, signal);
    const kept = await host.voices.list();
    const { request, voices, warnings } = await prepareSpeech(ask, open, kept, recordings, signal);
    const told = [...warnings];
    const { manifest } = open;
    const { sampleRateHz } = manifest.spec.codec;
    const stretch = new TimeStretch(sampleRateHz, ask.speed);
    for await (const event of open.engine.speak(request, signal)) {
      if (event.type === 'started') {
        const { seed } = event;
        const { speed, ignored } = ask;
        yield { type: 'opening', opening: { manifest, voices, seed, sampleRateHz, speed, ignored } };
      } else if (event.type === 'chunk') yield { type: 'sound', samples: stretch.push(event.chunk.samples) };
      else if (event.type === 'piece') yield event;
      else if (event.type === 'warning') told.push(event.message);
      else if (event.type === 'finished') {
        const { stopReason, stats } = event;
        yield { type: 'sound', samples: stretch.finish() };
        yield { type: 'end', stopReason, stats, warnings: told };
      } else if (event.type === 'failed') throw failureOf(ask, event.failure);
      else if (event.type === 'cancelled') {
        signal.throwIfAborted();
        throw new FailureError(stopped);
      }
    }
  } finally {
    place.leave();
  }
}

/** The first event of `speakAsk`, which is made once nothing is wrong with the call. */
export async function openingOf(events: AsyncIterator<AskEvent, void>): Promise<Opening> {
  const first = await events.next();
  assert(!first.done && first.value.type === 'opening', 'speech begins with its opening');
  return first.value.opening;
}

/** The page itself can stop what its API is asked for. */
const stopped = {
  kind: 'engine-gone',
  message: 'The page stopped this call: its model was changed, or someone pressed Stop. Call again.',
} as const;
