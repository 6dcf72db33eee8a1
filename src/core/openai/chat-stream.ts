import type { SoundEncoder } from '../api/api-host';
import { faultOf } from '../api/fault';
import { openAiError } from '../api/replies';
import { serverEvent } from '../api/server-events';
import { captionsOf } from './captions';
import type { ChatAsk } from './chat-ask';
import { ChatChunks, type ChatDelta } from './chat-chunks';
import { finishReason, keepReply } from './chat-reply';
import { noteField } from './reply-notes';
import { ReplyTally } from './reply-tally';
import type { AskEvent, Opening } from './speak-ask';
import type { SpeakingParts } from './speaking-parts';
import { WholeDeltas } from './whole-deltas';

/** The events of a streamed reply, from the opening on. Source: OpenAI's API reference, streamed audio. */
export async function* chatStream(
  parts: SpeakingParts,
  { ask, format, includesUsage, timing }: ChatAsk,
  opening: Opening,
  events: AsyncGenerator<AskEvent, void>,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  const { host } = parts;
  const audioId = `audio_${host.newId()}`;
  const created = Math.floor(host.nowMs() / 1000);
  const chunks = new ChatChunks(`chatcmpl-${host.newId()}`, created, opening.manifest.id, includesUsage);
  const tally = new ReplyTally();
  const delta = (change: ChatDelta) => serverEvent(chunks.delta(change));
  let encoder: SoundEncoder | null = null;
  try {
    const writing = await host.formats.open(format, opening.sampleRateHz, null);
    encoder = writing;
    const bytes = new WholeDeltas();
    yield delta({ role: 'assistant', content: '' });
    yield delta({ audio: { id: audioId, transcript: '' } });
    for await (const event of events) {
      if (event.type === 'sound') {
        const data = bytes.add(await writing.add(event.samples));
        if (data !== '') yield delta({ audio: { data } });
      } else if (event.type === 'piece') {
        const transcript = tally.add(event.piece);
        if (transcript !== '') yield delta({ audio: { transcript } });
      } else if (event.type === 'end') {
        encoder = null;
        const data = bytes.end(await writing.end());
        if (data !== '') yield delta({ audio: { data } });
        yield delta({ audio: { expires_at: await keepReply(parts, audioId, opening, tally) } });
        const notes = {
          ...noteField(opening, event.stats, event.warnings),
          ...captionsOf(ask.text, tally.pieces, timing, opening),
        };
        yield serverEvent({ ...chunks.delta({}, finishReason(event, tally)), pagevoice: notes });
        if (includesUsage) yield serverEvent(chunks.usage(tally.usage));
        yield 'data: [DONE]\n\n';
      }
    }
  } catch (error) {
    if (signal.aborted) throw error;
    yield serverEvent(openAiError(faultOf(error)));
  } finally {
    encoder?.cancel();
    await events.return();
  }
}
