import { withoutDirectionMarks } from '../failure';
import { type Sentence, say, type Words } from '../sentence';
import { parsePythonJson } from './python-json';

/** Error functions of the reader of one kind of file; each throws the failure that fits the file. */
export type Refusals = {
  readonly notAnObject: (place: string, value: unknown) => never;
  /** @param value undefined where the field is missing. */
  readonly unexpected: (place: string, key: string, expected: Words, value: unknown) => never;
  /** @param reason a clause that follows the field's name, such as `is empty`. */
  readonly wrong: (place: string, key: string, reason: Words) => never;
  /** The place of an object in a field. */
  readonly inside: (place: string, key: string) => string;
};

/** Sentences that name a field by its path: `voices[0].id is not a text of at most 200 characters`. */
export function pathRefusals(refuse: (path: Words, reason: Words) => never): Refusals {
  return {
    notAnObject: (place) => refuse(itself(place), say`is not an object`),
    unexpected: (place, key, expected) => refuse(`${place}${key}`, say`is not ${expected}`),
    wrong: (place, key, reason) => refuse(key === '' ? itself(place) : `${place}${key}`, reason),
    inside: (place, key) => `${place}${key}.`,
  };
}

/** The path of the object whose fields begin with `place`. */
function itself(place: string): Words {
  return place.replace(/\.$/, '') || say`the whole`;
}

/** Inclusive range. */
type Span = readonly [min: number, max: number];

/** An untrusted object, read field by field. Nothing has a default: a field that is missing is refused. */
export class Fields {
  /** Path of the object, as failures name it. */
  readonly place: string;
  readonly #record: Readonly<Record<string, unknown>>;
  readonly #refusals: Refusals;

  constructor(value: unknown, place: string, refusals: Refusals) {
    if (!isObject(value)) refusals.notAnObject(place, value);
    this.place = place;
    this.#record = value;
    this.#refusals = refusals;
  }

  get keys(): readonly string[] {
    return Object.keys(this.#record);
  }

  /** The raw value; undefined where it is missing. */
  value(key: string): unknown {
    return Object.hasOwn(this.#record, key) ? this.#record[key] : undefined;
  }

  /** The field is there and is not null. */
  has(key: string): boolean {
    return (this.value(key) ?? null) !== null;
  }

  isNull(key: string): boolean {
    return this.value(key) === null;
  }

  text(key: string, maxLength: number): string {
    const isRight = (value: unknown) => typeof value === 'string' && value.length <= maxLength;
    return withoutDirectionMarks(this.#take(key, isRight, say`a text of at most ${maxLength} characters`));
  }

  textOrNull(key: string, maxLength: number): string | null {
    return this.isNull(key) ? null : this.text(key, maxLength);
  }

  flag(key: string): boolean {
    return this.#take(key, (value) => typeof value === 'boolean', say`true or false`);
  }

  choice<T extends string>(key: string, choices: readonly T[]): T {
    const isRight = (value: unknown) => choices.some((choice) => choice === value);
    return this.#take(key, isRight, say`one of ${choices.join(', ')}`);
  }

  number(key: string, min: number, max: number): number {
    const isRight = (value: unknown) => typeof value === 'number' && value >= min && value <= max;
    return this.#take(key, isRight, say`a number from ${min} to ${max}`);
  }

  positive(key: string): number {
    const isRight = (value: unknown) => Number.isFinite(value) && (value as number) > 0;
    return this.#take(key, isRight, say`a number above 0`);
  }

  /** A whole number within both bounds. */
  count(key: string, min: number, max: number): number {
    return this.#take(key, (value) => isCount(value, min, max), say`a whole number from ${min} to ${max}`);
  }

  counts(key: string, [minLength, maxLength]: Span, [min, max]: Span): readonly number[] {
    const isRight = (value: unknown) =>
      isList(value, maxLength) && value.length >= minLength && value.every((v) => isCount(v, min, max));
    return this.#take(key, isRight, say`${minLength} to ${maxLength} whole numbers from ${min} to ${max}`);
  }

  object(key: string): Fields {
    const value = this.#take<object>(key, isObject, say`an object`);
    return new Fields(value, this.#refusals.inside(this.place, key), this.#refusals);
  }

  /** @param parse reads an entry; entries are objects. */
  objects<T>(key: string, maxLength: number, parse: (entry: Fields, index: number) => T): readonly T[] {
    return this.list(key, maxLength).map((entry, index) => {
      const place = this.#refusals.inside(this.place, `${key}[${index}]`);
      return parse(new Fields(entry, place, this.#refusals), index);
    });
  }

  list(key: string, maxLength: number): readonly unknown[] {
    return this.#take(key, (value) => isList(value, maxLength), say`a list of at most ${maxLength} entries`);
  }

  unexpected(key: string, expected: Words): never {
    return this.#refusals.unexpected(this.place, key, expected, this.value(key));
  }

  refuse(key: string, reason: Words): never {
    return this.#refusals.wrong(this.place, key, reason);
  }

  #take<T>(key: string, isRight: (value: unknown) => boolean, expected: Sentence): T {
    const value = this.value(key);
    return isRight(value) ? (value as T) : this.unexpected(key, expected);
  }
}

/** Parses JSON as Python writes it, see `parsePythonJson`. */
export function parseJson(bytes: Uint8Array, refuse: (cause: unknown) => never): unknown {
  try {
    return parsePythonJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    return refuse(cause);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown, maxLength: number): value is readonly unknown[] {
  return Array.isArray(value) && value.length <= maxLength;
}

function isCount(value: unknown, min: number, max: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
}
