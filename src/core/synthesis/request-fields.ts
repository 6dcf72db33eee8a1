import { fail } from '../failure';

/** Reads what a caller wrote, field by field; a wrong one is a 'bad-request' failure that says what to write. */
export type RequestFields = {
  /** Each getter gives `otherwise` when the field is missing. */
  readonly text: (key: string, maxLength: number, otherwise: string | null) => string | null;
  readonly count: <T extends number | null>(
    key: string,
    min: number,
    max: number,
    otherwise: T,
  ) => number | T;
  readonly number: (key: string, min: number, max: number, otherwise: number) => number;
  readonly flag: (key: string, otherwise: boolean) => boolean;
  readonly choice: <T extends string>(key: string, choices: readonly T[], otherwise: T) => T;
  /** Empty when missing. */
  readonly list: (key: string, maxLength: number) => readonly unknown[];
  /** One of `words`, or a list; null when missing or null. */
  readonly listOr: <T extends string>(
    key: string,
    words: readonly T[],
    maxLength: number,
  ) => T | readonly unknown[] | null;
  /** Without entries when missing. */
  readonly object: (key: string, known: ReadonlySet<string> | null) => RequestFields;
  readonly codes: (key: string) => Int32Array;
  readonly isNull: (key: string) => boolean;
  readonly refuse: (key: string, reason: string) => never;
};

/**
 * @param name what the value is called in sentences.
 * @param known the fields there are, so that a misspelt one is not passed over; null for any.
 */
export function readRequestFields(
  value: unknown,
  name: string,
  known: ReadonlySet<string> | null,
): RequestFields {
  const refuse = (key: string, reason: string): never =>
    fail('bad-request', `"${key}" of the ${name} ${reason}.`, { field: key });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return fail('bad-request', `The ${name} must be an object with named fields.`, { field: name });
  }
  const unknown = Object.keys(value).find((key) => known !== null && !known.has(key));
  if (unknown !== undefined && known) refuse(unknown, `is not known; there are ${[...known].join(', ')}`);
  const get = (key: string): unknown =>
    Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  const within = (key: string, min: number, max: number, what: string): number => {
    const item = get(key);
    if (typeof item === 'number' && item >= min && item <= max) return item;
    return refuse(key, `must be ${what} from ${min} to ${max}`);
  };
  return {
    text: (key, maxLength, otherwise) => {
      const item = get(key);
      if (item === undefined) return otherwise;
      if (typeof item !== 'string') return refuse(key, 'must be text');
      if (item.length > maxLength) return refuse(key, `is longer than ${maxLength} characters; shorten it`);
      const half = loneSurrogate(item);
      return half < 0
        ? item
        : refuse(
            key,
            `holds half a character (a lone surrogate) at position ${half}; delete it or paste the text again`,
          );
    },
    count: (key, min, max, otherwise) => {
      if (get(key) === undefined) return otherwise;
      const item = within(key, min, max, 'a whole number');
      return Number.isInteger(item) ? item : refuse(key, `must be a whole number from ${min} to ${max}`);
    },
    number: (key, min, max, otherwise) =>
      get(key) === undefined ? otherwise : within(key, min, max, 'a number'),
    flag: (key, otherwise) => {
      const item = get(key) ?? otherwise;
      return typeof item === 'boolean' ? item : refuse(key, 'must be true or false');
    },
    choice: (key, choices, otherwise) => {
      const item = get(key) ?? otherwise;
      return choices.find((choice) => choice === item) ?? refuse(key, `must be one of ${choices.join(', ')}`);
    },
    list: (key, maxLength) => {
      const item = get(key) ?? [];
      if (!Array.isArray(item)) return refuse(key, 'must be a list');
      return item.length <= maxLength ? item : refuse(key, `has more than ${maxLength} entries`);
    },
    listOr: (key, words, maxLength) => {
      const item = get(key) ?? null;
      if (item === null || (Array.isArray(item) && item.length <= maxLength)) return item;
      return (
        words.find((word) => word === item) ??
        refuse(key, `must be ${words.join(', ')} or a list of at most ${maxLength} entries`)
      );
    },
    object: (key, knownInside) => readRequestFields(get(key) ?? {}, key, knownInside),
    codes: (key) => {
      const item = get(key);
      return item instanceof Int32Array ? item : refuse(key, 'must be an Int32Array');
    },
    isNull: (key) => get(key) === null,
    refuse,
  };
}

/** Position of the first half of a UTF-16 pair that stands alone, or -1. */
function loneSurrogate(text: string): number {
  return text.search(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/);
}
