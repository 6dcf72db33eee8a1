import type { KeptReply } from '../api/api-host';
import { requireKnownFields } from '../api/body-fields';
import type { Fields } from '../data/untrusted-json';
import { chatScene } from './chat-scene';
import type { KeptReplies } from './kept-replies';
import type { VoiceAsk } from './speech-ask';

/** More turns than a conversation of an hour has. */
const MAX_MESSAGES = 1000;
const MAX_PARTS = 100;
/** As long as a text may be that is spoken; longer ones are refused in other words there. */
const MAX_TEXT = 2 ** 20;
const MAX_NAME = 200;
/** Formats that a recording may have; its own bytes tell which it is. */
const recordingFormats = ['wav', 'mp3', 'flac', 'ogg', 'opus', 'aac', 'm4a', 'webm'];

/** Fields of a message; a reply's own message can be sent back as it is. */
const messageFields = ['role', 'content', 'audio', 'name', 'refusal', 'annotations'];

/** A conversation, read: text, scene and voice. */
export type Conversation = {
  /** The text to say: all that the user wrote last. */
  readonly text: string;
  readonly scene: string | null;
  /** Speakers that the conversation shows by recordings or describes. */
  readonly voices: readonly VoiceAsk[];
  readonly earlier: readonly KeptReply[];
};

type Shown = { readonly speaker: number | null; readonly voice: VoiceAsk };

/**
 * Reads the messages of a chat as the makers' clients write them: a system message with the scene, pairs of a
 * transcript and its recording for voices, replies of before, and the text. Source: boson-ai/higgs-audio,
 * examples/vllm/run_chat_completion.py.
 * @throws what the fields refuse with.
 */
export async function readMessages(call: Fields, replies: KeptReplies): Promise<Conversation> {
  const scenes: string[] = [];
  const shown: Shown[] = [];
  const earlier: KeptReply[] = [];
  let said: string[] = [];
  const messages = call.objects('messages', MAX_MESSAGES, (message) => message);
  if (messages.length === 0) call.refuse('messages', 'is empty; write at least one message of the user');
  for (const message of messages) {
    requireKnownFields(message, messageFields);
    const role = message.choice('role', ['system', 'developer', 'user', 'assistant']);
    if (role === 'assistant') {
      if (message.has('audio')) earlier.push(await replyOf(message, replies));
      else shown.push(shownVoice(message, said.join('\n')));
      said = [];
    } else if (role === 'user') said.push(textOf(message));
    else scenes.push(textOf(message));
  }
  if (said.length === 0) call.refuse('messages', 'must end with a message of the user: the text to say');
  const scene = chatScene(scenes.join('\n'), shown.length === 0);
  return {
    text: said.join('\n'),
    scene: scene.text,
    voices: shown.length > 0 ? inOrder(call, shown) : scene.voices,
    earlier,
  };
}

/** The text of a message; its parts are lines. */
function textOf(message: Fields): string {
  const content = message.value('content');
  if (typeof content === 'string') return message.text('content', MAX_TEXT);
  if (!Array.isArray(content)) return message.unexpected('content', 'a text or a list of parts');
  const lines = message.objects('content', MAX_PARTS, (part) => {
    if (part.value('type') === 'input_audio')
      part.refuse(
        'type',
        'is a recording, which belongs into a message of the assistant; write what it says into the user message before it',
      );
    part.choice('type', ['text']);
    requireKnownFields(part, ['type', 'text']);
    return part.text('text', MAX_TEXT);
  });
  return lines.join('\n');
}

async function replyOf(message: Fields, replies: KeptReplies): Promise<KeptReply> {
  const audio = message.object('audio');
  requireKnownFields(audio, ['id', 'data', 'expires_at', 'transcript']);
  const reply = await replies.get(audio.text('id', MAX_NAME));
  return reply ?? audio.refuse('id', 'names no reply of the last hour; leave that message out');
}

/** A recording of a voice, with the words before it. */
function shownVoice(message: Fields, before: string): Shown {
  const content = message.value('content');
  const recordings = Array.isArray(content)
    ? message.objects('content', MAX_PARTS, recordingOf).filter((one) => one !== null)
    : [];
  if (recordings.length > 1)
    message.refuse('content', 'has more than one recording; write a message for each');
  const [recording] = recordings;
  if (!recording) {
    return message.refuse(
      'content',
      'has no sound: give the audio id of an earlier reply or an input_audio part, or leave the message out, because the model goes on from sound only',
    );
  }
  const tag = /^\s*\[SPEAKER(\d+)\]\s*/.exec(before);
  const transcript = tag ? before.slice(tag[0].length) : before;
  return {
    speaker: tag ? Number(tag[1]) : null,
    voice: { type: 'recording', file: recording.data, transcript, field: recording.field },
  };
}

/** Text beside a recording is what was said, which the user's message has already. */
function recordingOf(part: Fields): { readonly data: string; readonly field: string } | null {
  if (part.choice('type', ['input_audio', 'text']) === 'text') return null;
  requireKnownFields(part, ['type', 'input_audio']);
  const audio = part.object('input_audio');
  requireKnownFields(audio, ['data', 'format']);
  if (audio.has('format')) audio.choice('format', recordingFormats);
  const data = audio.value('data');
  if (typeof data !== 'string') return audio.unexpected('data', 'a recording as base64');
  return { data, field: `${audio.place}data` };
}

/** Recordings with speakers' tags in the order of the tags, others in their own. */
function inOrder(call: Fields, shown: readonly Shown[]): readonly VoiceAsk[] {
  if (shown.every(({ speaker }) => speaker === null)) return shown.map(({ voice }) => voice);
  return shown.map((_, index) => {
    const found = shown.filter(({ speaker }, place) => (speaker ?? place) === index);
    if (found.length === 1) return found[0]!.voice;
    const reason =
      found.length === 0
        ? `shows ${shown.length} voices, but none for [SPEAKER${index}]; number them from 0`
        : `shows more than one voice for [SPEAKER${index}]; write one recording for each speaker`;
    return call.refuse('messages', reason);
  });
}
