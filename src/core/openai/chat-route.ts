import { begunStream } from '../api/begun-stream';
import { jsonFields } from '../api/body-fields';
import type { ApiReply, ApiRoute } from '../api/exchange';
import { jsonReply } from '../api/replies';
import { eventHeaders } from '../api/server-events';
import { toBase64 } from '../data/base64';
import { captionsOf } from './captions';
import { type ChatAsk, chatFormats, readChatAsk } from './chat-ask';
import { completionOf, keepReply } from './chat-reply';
import { chatStream } from './chat-stream';
import { collectSpeech, fileOf } from './collect-speech';
import { noteField, noteHeaders } from './reply-notes';
import { type AskEvent, openingOf, speakAsk } from './speak-ask';
import { requireFormat, type SpeakingParts } from './speaking-parts';

/** `POST /v1/chat/completions`. Source: OpenAI's API specification, CreateChatCompletionResponse. */
export function chatRoute(parts: SpeakingParts): ApiRoute {
  return {
    method: 'POST',
    path: '/v1/chat/completions',
    errors: 'openai',
    async answer(call, _, signal) {
      const place = parts.turns.enter(signal);
      try {
        const chat = await readChatAsk(await jsonFields(call), parts.replies);
        await requireFormat(parts.host, chat.format, 'audio.format', chatFormats);
        const events = speakAsk(parts.host, chat.ask, place, signal);
        return chat.isStream ? await streamed(parts, chat, events, signal) : await whole(parts, chat, events);
      } catch (error) {
        place.leave();
        throw error;
      }
    },
  };
}

async function whole(
  parts: SpeakingParts,
  { format, ask, timing }: ChatAsk,
  events: AsyncGenerator<AskEvent, void>,
): Promise<ApiReply> {
  const { host } = parts;
  const created = Math.floor(host.nowMs() / 1000);
  const { opening, samples, tally, end } = await collectSpeech(events);
  const { bytes } = await fileOf(host, format, samples, opening.sampleRateHz);
  const id = `audio_${host.newId()}`;
  const audio = {
    id,
    data: toBase64(bytes),
    expires_at: await keepReply(parts, id, opening, tally),
    transcript: tally.transcript,
  };
  const completion = completionOf(`chatcmpl-${host.newId()}`, created, opening, audio, tally, end);
  const captions = captionsOf(ask.text, tally.pieces, timing, opening);
  const pagevoice = { ...noteField(opening, end.stats, end.warnings), ...captions };
  return jsonReply({ ...completion, pagevoice }, 200, noteHeaders(opening));
}

async function streamed(
  parts: SpeakingParts,
  chat: ChatAsk,
  events: AsyncGenerator<AskEvent, void>,
  signal: AbortSignal,
): Promise<ApiReply> {
  const opening = await openingOf(events);
  const body = await begunStream(chatStream(parts, chat, opening, events, signal));
  return { status: 200, headers: { ...eventHeaders, ...noteHeaders(opening) }, body };
}
