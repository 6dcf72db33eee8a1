import { fail } from '../failure';

/** Says that a field is wrong: throws the failure that fits the file it stands in. */
export type RefuseField = (field: string, reason: string) => never;

export const refuseManifestField: RefuseField = (field, reason) =>
  fail(
    'bad-package',
    `The model package's manifest is not valid: ${field} ${reason}. Import or download the model again.`,
    { field },
  );

/** Reads untrusted JSON field by field; a wrong one is a failure that names its place. */
export type Fields = {
  readonly text: (key: string, maxLength: number) => string;
  readonly textOrNull: (key: string, maxLength: number) => string | null;
  readonly choice: <T extends string>(key: string, choices: readonly T[]) => T;
  /** A whole number within both bounds. */
  readonly count: (key: string, min: number, max: number) => number;
  readonly number: (key: string, min: number, max: number) => number;
  readonly counts: (key: string, maxLength: number, min: number, max: number) => readonly number[];
  readonly flag: (key: string) => boolean;
  readonly object: (key: string) => Fields;
  readonly isNull: (key: string) => boolean;
  readonly list: <T>(
    key: string,
    maxLength: number,
    parse: (item: Fields, index: number) => T,
  ) => readonly T[];
  readonly value: (key: string) => unknown;
  readonly keys: readonly string[];
  readonly refuse: (key: string, reason: string) => never;
};

/** @param at where the value stands in its file, with a dot behind; empty for the whole file. */
export function readFields(
  value: unknown,
  at: string,
  refuseField: RefuseField = refuseManifestField,
): Fields {
  const refuse = (key: string, reason: string): never => refuseField(`${at}${key}`, reason);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('', 'is not an object');
  }
  const record = value as Readonly<Record<string, unknown>>;
  const get = (key: string): unknown => (Object.hasOwn(record, key) ? record[key] : undefined);
  const isCount = (item: unknown, min: number, max: number): item is number =>
    Number.isSafeInteger(item) && (item as number) >= min && (item as number) <= max;
  const text = (key: string, maxLength: number): string => {
    const item = get(key);
    return typeof item === 'string' && item.length <= maxLength
      ? item
      : refuse(key, `is not a text of at most ${maxLength} characters`);
  };
  const list = (key: string, maxLength: number): readonly unknown[] => {
    const item = get(key);
    return Array.isArray(item) && item.length <= maxLength
      ? item
      : refuse(key, `is not a list of at most ${maxLength} entries`);
  };
  return {
    text,
    textOrNull: (key, maxLength) => (get(key) === null ? null : text(key, maxLength)),
    choice: (key, choices) => {
      const item = get(key);
      return choices.find((choice) => choice === item) ?? refuse(key, `is none of ${choices.join(', ')}`);
    },
    count: (key, min, max) => {
      const item = get(key);
      return isCount(item, min, max) ? item : refuse(key, `is not a whole number from ${min} to ${max}`);
    },
    number: (key, min, max) => {
      const item = get(key);
      return typeof item === 'number' && item >= min && item <= max
        ? item
        : refuse(key, `is not a number from ${min} to ${max}`);
    },
    counts: (key, maxLength, min, max) => {
      const items = list(key, maxLength);
      return items.every((item) => isCount(item, min, max))
        ? (items as readonly number[])
        : refuse(key, `holds something else than whole numbers from ${min} to ${max}`);
    },
    flag: (key) => {
      const item = get(key);
      return typeof item === 'boolean' ? item : refuse(key, 'is neither true nor false');
    },
    object: (key) => readFields(get(key), `${at}${key}.`, refuseField),
    isNull: (key) => get(key) === null,
    list: (key, maxLength, parse) =>
      list(key, maxLength).map((item, index) =>
        parse(readFields(item, `${at}${key}[${index}].`, refuseField), index),
      ),
    value: get,
    keys: Object.keys(record),
    refuse,
  };
}
