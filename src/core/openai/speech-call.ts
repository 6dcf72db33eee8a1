import type { SoundFormat } from '../api/api-host';
import type { Fields } from '../data/untrusted-json';
import { askedFields, sceneOf, speedOf, type Timing, timingOf, voiceNames } from './asked-fields';
import { referenceList, referenceOf } from './references';
import { namesNone, type SpeechAsk, type VoiceAsk } from './speech-ask';

export type SpeechCall = {
  readonly ask: SpeechAsk;
  readonly format: SoundFormat;
  /** As the caller writes it. */
  readonly formatName: string;
  /** Server-sent events instead of a file. */
  readonly isEvents: boolean;
  /** The caller wants the file while it is made, also where its header cannot tell its length then. */
  readonly isStream: boolean;
  readonly timing: Timing | null;
};

/** Hints of other systems, which find them in the other fields here. */
const ignored = ['task_type', 'user'];

const known = [
  'input',
  'model',
  'voice',
  'instructions',
  'response_format',
  'stream_format',
  'stream',
  'references',
  'language',
  'lang_code',
  ...ignored,
];

export const speechFormats: Readonly<Record<string, SoundFormat>> = {
  mp3: 'mp3',
  opus: 'opus',
  aac: 'aac',
  flac: 'flac',
  wav: 'wav',
  pcm: 'pcm',
  'wav-float': 'wav-float',
};

const MAX_TEXT = 2 ** 20;

/** @throws what the fields refuse with. */
export function readSpeechCall(body: Fields): SpeechCall {
  const fields = askedFields(body, known);
  const text = fields.text('input', MAX_TEXT);
  const model = fields.text('model', 200);
  const scene = fields.has('scene_prompt') ? 'scene_prompt' : 'instructions';
  if (fields.has('scene_prompt') && fields.has('instructions'))
    fields.refuse('instructions', 'describes the scene, and scene_prompt does too; send one of them');
  const isEvents = fields.has('stream_format') && fields.choice('stream_format', ['audio', 'sse']) === 'sse';
  const choices = Object.keys(speechFormats);
  const formatName = fields.has('response_format') ? fields.choice('response_format', choices) : 'mp3';
  const { voices, field } = voicesOf(fields);
  const isStream = fields.has('stream') && fields.flag('stream');
  return {
    ask: {
      model,
      text,
      voices,
      scene: sceneOf(fields, scene),
      earlier: [],
      speed: speedOf(fields),
      ignored: ignored.filter((field) => fields.has(field)),
      settings: fields,
      maxColumns: null,
      fields: { text: 'input', scene, voice: field, maxColumns: 'max_new_tokens' },
    },
    format: speechFormats[formatName]!,
    formatName,
    isEvents,
    isStream,
    timing: timingOf(fields),
  };
}

/** Voices of one source. */
function voicesOf(fields: Fields): { readonly voices: readonly VoiceAsk[]; readonly field: string } {
  const named = voiceNames(fields, 'voice');
  const sources = [
    { field: 'ref_audio', voices: referenceOf(fields) },
    { field: 'references', voices: referenceList(fields) },
  ].filter(({ voices }) => voices.length > 0);
  if (sources.length > 1)
    fields.refuse('references', 'shows voices, and ref_audio does too; send one of them');
  const [source] = sources;
  if (source && !namesNone(named))
    fields.refuse(
      'voice',
      `names a voice, but ${source.field} shows one; leave one out, or send "default" here`,
    );
  return source ?? { voices: named, field: 'voice' };
}
