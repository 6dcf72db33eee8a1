import type { ApiHost, SoundEncoder, SoundFormat } from '../api/api-host';
import { begunStream } from '../api/begun-stream';
import type { ApiReply, ApiRoute } from '../api/exchange';
import { jsonReply } from '../api/replies';
import { eventHeaders } from '../api/server-events';
import { toBase64 } from '../data/base64';
import { callFields } from './call-fields';
import { captionsOf } from './captions';
import { collectSpeech, fileOf } from './collect-speech';
import { noteHeaders } from './reply-notes';
import { type AskEvent, type Opening, openingOf, speakAsk } from './speak-ask';
import { requireFormat, type SpeakingParts } from './speaking-parts';
import { eventBody, fileBody, speechUsage } from './speech-bodies';
import { readSpeechCall, type SpeechCall, speechFormats } from './speech-call';

/** `POST /v1/audio/speech`, and Kokoro-FastAPI's address for speech with captions. */
export function speechRoutes(parts: SpeakingParts): readonly ApiRoute[] {
  return [
    speechRoute(parts, '/v1/audio/speech', (speech) => speech),
    speechRoute(parts, '/dev/captioned_speech', (speech) => ({
      ...speech,
      timing: speech.timing ?? { words: true, sentences: true },
    })),
  ];
}

function speechRoute(
  { host, turns }: SpeakingParts,
  path: string,
  adapt: (speech: SpeechCall) => SpeechCall,
): ApiRoute {
  return {
    method: 'POST',
    path,
    errors: 'openai',
    async answer(call, _, signal) {
      const place = turns.enter(signal);
      try {
        const speech = adapt(readSpeechCall(await callFields(call)));
        await requireFormat(host, speech.format, 'response_format', speechFormats);
        const events = speakAsk(host, speech.ask, place, signal);
        return isWhole(speech)
          ? await wholeReply(host, speech, events)
          : await streamReply(host, speech, events, signal);
      } catch (error) {
        place.leave();
        throw error;
      }
    },
  };
}

/**
 * Captions stand beside the sound in an object; the header of WAV files tells their length, and readers
 * believe it.
 */
function isWhole({ format, isEvents, isStream, timing }: SpeechCall): boolean {
  if (isEvents) return false;
  return timing !== null || (!isStream && (format === 'wav' || format === 'wav-float'));
}

async function wholeReply(
  host: ApiHost,
  { ask, format, formatName, timing, isStream }: SpeechCall,
  events: AsyncGenerator<AskEvent, void>,
): Promise<ApiReply> {
  const { opening, samples, tally } = await collectSpeech(events);
  const { bytes, contentType } = await fileOf(host, format, samples, opening.sampleRateHz);
  const ignored = isStream ? [...opening.ignored, 'stream'] : opening.ignored;
  const notes = noteHeaders({ ...opening, ignored });
  if (timing === null) {
    const headers = { 'content-type': contentType, 'content-length': String(bytes.length), ...notes };
    return { status: 200, headers, body: bytes };
  }
  const captions = captionsOf(ask.text, tally.pieces, timing, opening);
  const sound = { audio: toBase64(bytes), audio_format: formatName };
  return jsonReply({ ...sound, ...captions, usage: speechUsage(tally) }, 200, notes);
}

async function streamReply(
  host: ApiHost,
  speech: SpeechCall,
  events: AsyncGenerator<AskEvent, void>,
  signal: AbortSignal,
): Promise<ApiReply> {
  const opening = await openingOf(events);
  const encoder = await openEncoder(host, speech.format, opening, events);
  const body = speech.isEvents
    ? await begunStream(eventBody(encoder, speech, opening, events, signal))
    : await begunStream(fileBody(encoder, events));
  const headers = speech.isEvents ? eventHeaders : { 'content-type': encoder.contentType };
  return { status: 200, headers: { ...headers, ...noteHeaders(opening) }, body };
}

/** Speech that nothing can be written of is ended. */
async function openEncoder(
  { formats }: ApiHost,
  format: SoundFormat,
  { sampleRateHz }: Opening,
  events: AsyncGenerator<AskEvent, void>,
): Promise<SoundEncoder> {
  try {
    return await formats.open(format, sampleRateHz, null);
  } catch (error) {
    await events.return();
    throw error;
  }
}
