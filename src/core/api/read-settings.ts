import type { Fields } from '../data/untrusted-json';
import type { Manifest } from '../package/manifest';
import { parseSetting, requestFieldsOf } from '../speech/parse-settings';
import type { SettingKey } from '../speech/setting';
import type { SpeechRequestInput } from '../speech/speech-request';

/**
 * The names that hosted systems have for each setting. A limit of the whole reply has a name of its own at each
 * address.
 */
const namesOf: Readonly<Record<Exclude<SettingKey, 'maxTotalColumns'>, string>> = {
  'sampling.temperature': 'temperature',
  'sampling.topP': 'top_p',
  'sampling.topK': 'top_k',
  'sampling.rasWindowLength': 'ras_win_len',
  'sampling.rasMaxRepeats': 'ras_win_max_num_repeat',
  maxNewColumns: 'max_new_tokens',
  seed: 'seed',
  chunkMethod: 'chunk_method',
  chunkMaxWords: 'chunk_max_word_num',
  chunkMaxTurns: 'chunk_max_num_turns',
  chunkBufferSize: 'generation_chunk_buffer_size',
  referencesInSystemMessage: 'ref_audio_in_system_message',
  pauseScale: 'pause_scale',
  retakes: 'retakes',
  delivery: 'delivery',
  endRule: 'end_rule',
  codecMode: 'codec_mode',
};

/** Settings by those names; their ranges stand in the table of settings. */
export const settingNames = Object.fromEntries(
  Object.entries(namesOf).map(([key, name]) => [name, key]),
) as Readonly<Record<string, SettingKey>>;

/** Settings whose null is a value: the whole text in one piece, all pieces remembered. */
export const meaningfulNulls: readonly string[] = ['chunk_method', 'generation_chunk_buffer_size'];

/** Fields of a request that are no settings of the table, by their names here. */
const textNames = { text_rules: 'textRules', pronunciations: 'pronunciations' } as const;

/** Names of all fields that `readSettings` takes. */
export const speechFieldNames = [...Object.keys(settingNames), ...Object.keys(textNames)];

/**
 * The settings that a call names; those that it leaves out have the model's defaults.
 * @throws what the fields refuse with, by the names of the call.
 */
export function readSettings(call: Fields, manifest: Manifest): Partial<SpeechRequestInput> {
  const chosen: Partial<Record<SettingKey, unknown>> = {};
  for (const [name, key] of Object.entries(settingNames)) {
    if (isOff(call, name)) chosen[key] = 0;
    else if (call.value(name) !== undefined) chosen[key] = parseSetting(call, name, key, manifest, {});
  }
  const request: Record<string, unknown> = requestFieldsOf(chosen);
  for (const [name, field] of Object.entries(textNames))
    if (call.has(name)) request[field] = call.value(name);
  return request as Partial<SpeechRequestInput>;
}

/** Hosted systems take numbers below 1 for "off", where the table has 0. */
function isOff(call: Fields, name: string): boolean {
  const value = call.value(name);
  return (name === 'ras_win_len' || name === 'top_k') && Number.isSafeInteger(value) && (value as number) < 0;
}
