import type { Fields } from '../data/untrusted-json';
import type { Manifest } from '../package/manifest';
import { term } from '../sentence';
import { requestFields, requireKnown } from './request-fields';
import type { SettingKey, SpeechSettings } from './setting';
import { choicesOf, defaultOf, fieldOf, rangeOf, settingKeys, settings } from './settings';

const isSampling = (key: SettingKey) => key.startsWith('sampling.');
const samplingFields = new Set(settingKeys.filter(isSampling).map(fieldOf));
/** Fields of a request that hold settings. */
export const settingFields = ['sampling', ...settingKeys.filter((key) => !isSampling(key))];

/**
 * Every setting of a request: as it is written there, else the default.
 * @throws FailureError 'bad-request' that names the setting.
 */
export function parseSettings(request: Fields, manifest: Manifest): SpeechSettings {
  const ofSampling = requestFields(request.value('sampling') ?? {}, 'sampling');
  requireKnown(ofSampling, samplingFields);
  const sampling: Record<string, unknown> = {};
  const parsed: Record<string, unknown> = { sampling };
  for (const key of settingKeys) {
    const [fields, target] = isSampling(key) ? [ofSampling, sampling] : [request, parsed];
    target[fieldOf(key)] = parseSetting(fields, fieldOf(key), key, manifest, parsed);
  }
  return parsed as SpeechSettings;
}

/**
 * One setting, or its default where it is missing.
 * @param field its name in these fields.
 */
export function parseSetting(
  fields: Fields,
  field: string,
  key: SettingKey,
  manifest: Manifest,
  earlier: Partial<SpeechSettings>,
): unknown {
  const setting = settings[key];
  const isNumber = setting.kind === 'number' || setting.kind === 'whole-number';
  if (fields.isNull(field) && setting.nullMeans !== undefined) return setting.nullMeans;
  if (isNumber ? fields.value(field) === undefined : !fields.has(field)) {
    return defaultOf(key, manifest, earlier);
  }
  if (setting.kind === 'switch') return fields.flag(field);
  if (setting.kind === 'choice') {
    return fields.choice(
      field,
      choicesOf<string>(setting, manifest).map(({ value }) => value),
    );
  }
  const { min, max } = rangeOf(setting, manifest);
  const value = setting.kind === 'number' ? fields.number(field, min, max) : fields.count(field, min, max);
  return value === min && setting.minRefusal ? fields.refuse(field, term(setting.minRefusal)) : value;
}

/** The fields of a request that hold these settings. */
export function requestFieldsOf(
  chosen: Readonly<Partial<Record<SettingKey, unknown>>>,
): Readonly<Record<string, unknown>> & { readonly sampling: object } {
  const sampling: Record<string, unknown> = {};
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(chosen) as [SettingKey, unknown][])
    (isSampling(key) ? sampling : fields)[fieldOf(key)] = value;
  return { ...fields, sampling };
}
