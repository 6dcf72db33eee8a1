import type { NumberSetting, SettingKey } from '../src/core/speech/setting';
import { fieldOf, settingKeys, settings } from '../src/core/speech/settings';
import { oneOf, WrongUsage } from './command';

/** Settings that a command's options gave, by key. */
export type ChosenSettings = Readonly<Partial<Record<SettingKey, string | number>>>;

/** Commands count length in seconds, for each piece; and the delivery is theirs to know. */
const withoutOption: readonly SettingKey[] = ['maxNewColumns', 'maxTotalColumns', 'delivery'];

/** Settings that commands take as options. */
export const optionKeys = settingKeys.filter(
  (key) => settings[key].kind !== 'switch' && !withoutOption.includes(key),
);

/** `sampling.topK` is `top-k`. */
export function optionName(key: SettingKey): string {
  return fieldOf(key).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Declares an option for each setting. */
export function settingOptions(keys = optionKeys): Record<string, { value: string; help: string }> {
  const option = (key: SettingKey) => ({
    value: settings[key].kind === 'choice' ? '<name>' : '<number>',
    help: helpOf(key),
  });
  return Object.fromEntries(keys.map((key) => [optionName(key), option(key)]));
}

/**
 * Settings among the values of a command's options. Bounds that depend on the model are left to the engine.
 * @throws WrongUsage that names the option and says what it takes.
 */
export function readSettingOptions(
  values: Readonly<Record<string, unknown>>,
  keys = optionKeys,
): ChosenSettings {
  const given = keys.filter((key) => values[optionName(key)] !== undefined);
  return Object.fromEntries(given.map((key) => [key, readOption(key, String(values[optionName(key)]))]));
}

function readOption(key: SettingKey, written: string): string | number {
  const setting = settings[key];
  if (setting.kind === 'switch') return written;
  if (setting.kind === 'choice') {
    const { choices } = setting;
    if (typeof choices === 'function') return written;
    const names = choices.map(({ value }) => value);
    return oneOf(`--${optionName(key)}`, written, names);
  }
  const range = constantRange(setting);
  const isWhole = setting.kind === 'whole-number';
  const value = written.trim() === '' ? Number.NaN : Number(written);
  const isOutside = range !== null && (value < range.min || value > range.max);
  if (!isOutside && (isWhole ? Number.isInteger(value) : Number.isFinite(value))) return value;
  const what = `a ${isWhole ? 'whole ' : ''}number${range ? ` from ${range.min} to ${range.max}` : ''}`;
  throw new WrongUsage(`--${optionName(key)} is "${written}"; it must be ${what}.`);
}

function helpOf(key: SettingKey): string {
  const setting = settings[key];
  const hint = setting.hint.replace(/[.]$/, '');
  if (setting.kind === 'switch') return hint;
  if (setting.kind === 'choice') {
    const { choices } = setting;
    return typeof choices === 'function' ? hint : `${hint}: ${choices.map(({ value }) => value).join(', ')}`;
  }
  const range = constantRange(setting);
  return range ? `${hint} (${range.min} to ${range.max})` : hint;
}

/** Null where the model decides. */
function constantRange({ min, max }: NumberSetting): { min: number; max: number } | null {
  return typeof min === 'number' && typeof max === 'number' ? { min, max } : null;
}
