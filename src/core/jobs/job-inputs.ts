import { bodyFields, requireKnownFields } from '../api/body-fields';
import { meaningfulNulls, readSettings, settingNames, speechFieldNames } from '../api/read-settings';
import type { Fields } from '../data/untrusted-json';
import type { Manifest } from '../package/manifest';
import { rangeOf, settings } from '../speech/settings';
import type { SpeechRequestInput } from '../speech/speech-request';

export const INPUT_PLACE = 'input.';

type HostedDefault = number | boolean | null;

/**
 * The hosted app's inputs that are settings, with its defaults. Source: inference-sh/grid, input_schema.json.
 */
const hostedDefaults: Readonly<Record<string, HostedDefault>> = {
  temperature: 1,
  top_k: 50,
  top_p: 0.95,
  max_new_tokens: 2048,
  seed: null,
  chunk_method: null,
  chunk_max_word_num: 200,
  chunk_max_num_turns: 1,
  generation_chunk_buffer_size: null,
  ras_win_len: 7,
  ras_win_max_num_repeat: 2,
  ref_audio_in_system_message: false,
};

/**
 * All that an input may hold: that of the hosted app, what recordings in `ref_audio` say, and the settings
 * that are ours.
 */
const inputNames: readonly string[] = [
  'text',
  'transcript',
  'ref_audio',
  'ref_text',
  'scene_prompt',
  // A job is kept before it is heard, so its delivery is no choice.
  ...speechFieldNames.filter((name) => name !== 'delivery'),
];

/** @throws RefusedCall that names the field. */
export function inputFields(input: unknown): Fields {
  const fields = bodyFields(input, INPUT_PLACE);
  requireKnownFields(fields, inputNames);
  return fields;
}

/** The text, by either of its names. */
export function inputText(fields: Fields): { readonly name: 'text' | 'transcript'; readonly text: string } {
  const name = fields.has('text') ? 'text' : 'transcript';
  const value = fields.value(name);
  if (value === undefined || value === null)
    return fields.refuse('text', 'is missing; send the text to say as "text" or as "transcript"');
  if (typeof value !== 'string') return fields.unexpected(name, 'the text to say');
  const other = fields.value('transcript') ?? value;
  if (other !== value) fields.refuse('transcript', 'is another text than "text"; send one of them');
  return { name, text: value };
}

/**
 * The settings of an input, as a request holds them; what is left out or null has the hosted app's default.
 */
export function inputSettings(fields: Fields, manifest: Manifest): Partial<SpeechRequestInput> {
  const given = fields.keys.filter((name) => fields.has(name)).map((name) => [name, fields.value(name)]);
  const standard = Object.entries(hostedDefaults)
    .filter(([name, value]) => value !== null || meaningfulNulls.includes(name))
    .map(([name, value]) => [name, within(name, value, manifest)]);
  const whole = Object.fromEntries([...standard, ...given]);
  return readSettings(bodyFields(whole, INPUT_PLACE), manifest);
}

/** A small model cannot take all of the hosted model's numbers. */
function within(name: string, value: HostedDefault, manifest: Manifest): HostedDefault {
  const setting = settings[settingNames[name]!];
  if (typeof value !== 'number' || !('min' in setting)) return value;
  const { min, max } = rangeOf(setting, manifest);
  return Math.min(max, Math.max(min, value));
}
