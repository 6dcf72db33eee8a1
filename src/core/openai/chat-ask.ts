import type { SoundFormat } from '../api/api-host';
import { requireKnownFields } from '../api/body-fields';
import type { Fields } from '../data/untrusted-json';
import { askedFields, sceneOf, speedOf, type Timing, timingOf, voiceNames } from './asked-fields';
import { type Conversation, readMessages } from './chat-messages';
import type { KeptReplies } from './kept-replies';
import { referenceOf } from './references';
import { namesNone, type SpeechAsk, type VoiceAsk } from './speech-ask';

export type ChatAsk = {
  readonly ask: SpeechAsk;
  readonly format: SoundFormat;
  readonly isStream: boolean;
  readonly includesUsage: boolean;
  readonly timing: Timing | null;
};

/** Fields that OpenAI's own speaking models take and that change nothing of their sound either. */
const ignored = [
  'user',
  'metadata',
  'store',
  'frequency_penalty',
  'presence_penalty',
  'logit_bias',
  'response_format',
  'service_tier',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'prompt_cache_options',
  'parallel_tool_calls',
  'reasoning_effort',
  'verbosity',
];

const known = [
  'model',
  'messages',
  'modalities',
  'audio',
  'stream',
  'stream_options',
  'max_completion_tokens',
  'max_tokens',
  'stop',
  'n',
  'logprobs',
  ...ignored,
];

export const chatFormats: Readonly<Record<string, SoundFormat>> = {
  wav: 'wav',
  mp3: 'mp3',
  opus: 'opus',
  aac: 'aac',
  flac: 'flac',
  pcm16: 'pcm',
  'wav-float': 'wav-float',
};

/**
 * Tokens with which the models of the family end a text, a turn or a sound: generation ends there in any
 * case.
 */
const endTokens = ['<|eot_id|>', '<|end_of_text|>', '<|audio_eos|>', '<|im_end|>', '<|endoftext|>'];

/** Four days of speech. */
const MAX_TOKENS = 10_000_000;

/** @throws what the fields refuse with. */
export async function readChatAsk(body: Fields, replies: KeptReplies): Promise<ChatAsk> {
  const fields = askedFields(body, known);
  const model = fields.text('model', 200);
  const isStream = fields.has('stream') && fields.flag('stream');
  checkPlainFields(fields);
  const audio = fields.has('audio') ? fields.object('audio') : null;
  if (audio) requireKnownFields(audio, ['voice', 'format']);
  const choices = Object.keys(chatFormats);
  const format = audio?.has('format')
    ? chatFormats[audio.choice('format', choices)]!
    : isStream
      ? 'pcm'
      : 'wav';
  const conversation = await readMessages(fields, replies);
  const maxKey = fields.has('max_completion_tokens') ? 'max_completion_tokens' : 'max_tokens';
  return {
    ask: {
      model,
      text: conversation.text,
      voices: voicesOf(fields, audio, conversation),
      scene: joined(conversation.scene, sceneOf(fields, 'scene_prompt')),
      earlier: conversation.earlier,
      speed: speedOf(fields),
      ignored: ignored.filter((field) => fields.has(field)),
      settings: fields,
      maxColumns: fields.has(maxKey) ? fields.count(maxKey, 1, MAX_TOKENS) : null,
      fields: {
        text: 'messages',
        scene: fields.has('scene_prompt') ? 'scene_prompt' : 'messages',
        voice: fields.has('ref_audio')
          ? 'ref_audio'
          : conversation.voices.length > 0
            ? 'messages'
            : 'audio.voice',
        maxColumns: maxKey,
      },
    },
    format,
    isStream,
    includesUsage: includesUsage(fields, isStream),
    timing: timingOf(fields),
  };
}

/** Fields of one right value. */
function checkPlainFields(fields: Fields): void {
  if (fields.has('n') && fields.value('n') !== 1)
    fields.refuse('n', 'must be 1; call again with another seed for another take');
  if (fields.has('logprobs') && fields.flag('logprobs'))
    fields.refuse('logprobs', 'must be false: a reply of sound has no words to give them for');
  if (fields.has('max_tokens') && fields.has('max_completion_tokens'))
    fields.refuse('max_tokens', 'is the old name of max_completion_tokens; send one of them');
  if (fields.has('modalities')) {
    const list = fields.list('modalities', 10);
    if (!list.every((item) => item === 'text' || item === 'audio'))
      fields.unexpected('modalities', '["text", "audio"]');
    if (!list.includes('audio'))
      fields.refuse('modalities', 'must have "audio" in it: this model answers with sound only');
  }
  if (fields.has('stop')) checkStop(fields);
}

function checkStop(fields: Fields): void {
  const stop = fields.value('stop');
  const list = typeof stop === 'string' ? [stop] : fields.list('stop', 16);
  if (list.every((item) => endTokens.includes(item as string))) return;
  fields.refuse(
    'stop',
    `may hold ${endTokens.join(', ')} only: the model makes sound, in which no other text can be found`,
  );
}

function includesUsage(fields: Fields, isStream: boolean): boolean {
  if (!fields.has('stream_options')) return false;
  if (!isStream) fields.refuse('stream_options', 'is for streamed replies; set stream to true');
  const options = fields.object('stream_options');
  // Obfuscation pads deltas against listeners on a network; here is none.
  requireKnownFields(options, ['include_usage', 'include_obfuscation']);
  return options.has('include_usage') && options.flag('include_usage');
}

/** Voices of one source: names, a recording, or what the messages show. */
function voicesOf(
  fields: Fields,
  audio: Fields | null,
  { voices: shown, earlier }: Conversation,
): readonly VoiceAsk[] {
  const named = audio ? voiceNames(audio, 'voice') : [];
  const reference = referenceOf(fields);
  const isNamed = !namesNone(named);
  if (isNamed && (reference.length > 0 || shown.length > 0))
    audio!.refuse(
      'voice',
      'names a voice, but the call shows one too; leave one of them out, or send "default" here',
    );
  if (reference.length > 0 && shown.length > 0)
    fields.refuse('ref_audio', 'shows a voice, but the messages do too; leave one of them out');
  const before = earlier.at(-1)?.voices ?? [];
  const sources: readonly (readonly VoiceAsk[])[] = [
    shown,
    reference,
    isNamed ? named : [],
    // A conversation goes on in the voice that it has.
    before.map((voice) => ({ type: 'found', voice, field: 'messages' })),
  ];
  return sources.find((voices) => voices.length > 0) ?? named;
}

function joined(one: string | null, other: string | null): string | null {
  return one === null || other === null ? (one ?? other) : `${one}\n${other}`;
}
