import { requireKnownFields, withoutNulls } from '../api/body-fields';
import { meaningfulNulls, speechFieldNames } from '../api/read-settings';
import type { Fields } from '../data/untrusted-json';
import { FASTEST_SPEED, SLOWEST_SPEED } from '../pcm/time-stretch';
import type { VoiceAsk } from './speech-ask';
import { profileDescription } from './voice-profiles';

const MAX_NAME = 200;
const MAX_SCENE = 2 ** 20;
const MAX_SPEAKERS = 16;

/** Extensions of both addresses, all but the settings. */
const ownFields = [
  'speed',
  'scene_prompt',
  'ref_audio',
  'ref_text',
  'repetition_penalty',
  'timestamp_granularities',
  'timestamp_granularities[]',
  'return_timing',
];

/**
 * The fields of a call, those of `extra_body` among them: clients of other languages send that object as it
 * is.
 * @param known fields of the address, besides the settings and extensions.
 * @throws what the fields refuse with, also for a field that nobody knows.
 */
export function askedFields(body: Fields, known: readonly string[]): Fields {
  const extra = body.has('extra_body') ? body.object('extra_body') : null;
  const values = new Map(
    body.keys.filter((key) => key !== 'extra_body').map((key) => [key, body.value(key)]),
  );
  const keepsNull = (key: string) => meaningfulNulls.includes(key);
  for (const key of extra?.keys ?? []) {
    if (!extra!.has(key) && !keepsNull(key)) continue;
    if (key === 'extra_body') extra!.refuse(key, 'stands in itself; write its fields into the outer one');
    if (body.has(key) && JSON.stringify(body.value(key)) !== JSON.stringify(extra!.value(key)))
      extra!.refuse(key, 'is another value than that beside extra_body; send one of them');
    values.set(key, extra!.value(key));
  }
  const fields = withoutNulls(Object.fromEntries(values), keepsNull);
  requireKnownFields(fields, [...known, ...speechFieldNames, ...ownFields, 'extra_body']);
  if (fields.has('repetition_penalty') && fields.value('repetition_penalty') !== 1)
    fields.refuse('repetition_penalty', 'must be 1, because the model has no such setting; see ras_win_len');
  return fields;
}

/**
 * A voice as OpenAI's clients write it, a name or an object with an id; names in a row are several speakers.
 */
export function voiceNames(fields: Fields, key: string): readonly VoiceAsk[] {
  if (!fields.has(key)) return [];
  if (typeof fields.value(key) !== 'object')
    return namedVoices(fields, key, fields.text(key, MAX_SPEAKERS * MAX_NAME));
  const voice = fields.object(key);
  requireKnownFields(voice, ['id']);
  return namedVoices(fields, key, voice.text('id', MAX_NAME));
}

/** `belinda, broom_salesman`: the hosted app's way to name several speakers; an empty text names none. */
export function namedVoices(fields: Fields, key: string, text: string): readonly VoiceAsk[] {
  const field = `${fields.place}${key}`;
  const names = text.trim() === '' ? [] : text.split(',').map((name) => name.trim());
  if (names.includes('')) fields.refuse(key, 'has an empty name between its commas, which is no speaker');
  return names.map((name) => {
    const description = profileDescription(name);
    return description === null ? { type: 'name', name, field } : { type: 'description', description, field };
  });
}

/** @returns null where the field is missing. */
export function sceneOf(fields: Fields, key: string): string | null {
  return fields.has(key) ? fields.text(key, MAX_SCENE) : null;
}

/** The wanted speed of the speech; 1 is as the model makes it. */
export function speedOf(fields: Fields): number {
  return fields.has('speed') ? fields.number('speed', SLOWEST_SPEED, FASTEST_SPEED) : 1;
}

/** The parts of the text whose times are wanted. */
export type Timing = { readonly words: boolean; readonly sentences: boolean };

/** The times that a call asks for; null for none. */
export function timingOf(fields: Fields): Timing | null {
  const key = ['timestamp_granularities', 'timestamp_granularities[]'].find((name) => fields.has(name));
  const all = fields.has('return_timing') && fields.flag('return_timing');
  if (key === undefined) return all ? { words: true, sentences: true } : null;
  const list = fields.list(key, 3);
  const known = ['word', 'sentence', 'segment'];
  if (!list.every((item) => known.includes(item as string)))
    return fields.unexpected(key, `a list of ${known.join(', ')}`);
  const sentences = all || list.includes('sentence') || list.includes('segment');
  const words = all || list.includes('word');
  return words || sentences ? { words, sentences } : null;
}
