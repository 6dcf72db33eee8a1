import type { SoundEncoder } from '../api/api-host';
import { faultOf } from '../api/fault';
import { openAiError } from '../api/replies';
import { serverEvent } from '../api/server-events';
import { captionsOf } from './captions';
import { ReplyTally } from './reply-tally';
import type { AskEvent, Opening } from './speak-ask';
import type { SpeechCall } from './speech-call';
import { WholeDeltas } from './whole-deltas';

/** A file that is sent while it is made. */
export async function* fileBody(
  encoder: SoundEncoder,
  events: AsyncGenerator<AskEvent, void>,
): AsyncGenerator<Uint8Array, void> {
  let isOpen = true;
  try {
    for await (const event of events) {
      if (event.type === 'sound') {
        const bytes = await encoder.add(event.samples);
        if (bytes.length > 0) yield bytes;
      }
      if (event.type !== 'end') continue;
      isOpen = false;
      const bytes = await encoder.end();
      if (bytes.length > 0) yield bytes;
    }
  } finally {
    if (isOpen) encoder.cancel();
    await events.return();
  }
}

/**
 * The same as events, with the times of what was said after each piece where they are asked for. Source:
 * OpenAI's API specification, SpeechAudioDeltaEvent and SpeechAudioDoneEvent.
 */
export async function* eventBody(
  encoder: SoundEncoder,
  { ask, timing }: SpeechCall,
  opening: Opening,
  events: AsyncGenerator<AskEvent, void>,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  const tally = new ReplyTally();
  const deltas = new WholeDeltas();
  const delta = (audio: string) => (audio === '' ? '' : serverEvent({ type: 'speech.audio.delta', audio }));
  let isOpen = true;
  try {
    for await (const event of events) {
      if (event.type === 'sound') yield delta(deltas.add(await encoder.add(event.samples)));
      else if (event.type === 'piece') {
        tally.add(event.piece);
        if (timing === null) continue;
        const captions = captionsOf(ask.text, [event.piece], timing, opening);
        yield serverEvent({ type: 'speech.audio.timestamps', ...captions });
      } else if (event.type === 'end') {
        isOpen = false;
        yield delta(deltas.end(await encoder.end()));
        const captions = captionsOf(ask.text, tally.pieces, timing, opening);
        yield serverEvent({ type: 'speech.audio.done', usage: speechUsage(tally), ...captions });
      }
    }
  } catch (error) {
    if (signal.aborted) throw error;
    yield serverEvent({ type: 'error', ...openAiError(faultOf(error)) });
  } finally {
    if (isOpen) encoder.cancel();
    await events.return();
  }
}

export function speechUsage({ usage }: ReplyTally) {
  const { prompt_tokens, completion_tokens, total_tokens } = usage;
  return { input_tokens: prompt_tokens, output_tokens: completion_tokens, total_tokens };
}
