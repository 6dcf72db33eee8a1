import { fail, quote } from '../failure';

/**
 * Reads an untrusted config.json, field by field. Nothing has a default: a field that is missing, of the wrong
 * type or absurd is a 'bad-checkpoint' failure that names file, field and value.
 */
export class ConfigReader {
  /** @param path where this object stands in its file, e.g. 'config.json' or 'config.json: text_config'. */
  constructor(
    private readonly fields: Readonly<Record<string, unknown>>,
    readonly path: string,
  ) {}

  static of(config: unknown, path: string): ConfigReader {
    if (!isObject(config))
      fail('bad-checkpoint', `${path} is not a JSON object; is it the checkpoint's own file?`);
    return new ConfigReader(config, path);
  }

  has(key: string): boolean {
    const value = this.fields[key];
    return value !== undefined && value !== null;
  }

  /** The raw value, for comparisons; null when absent. */
  raw(key: string): unknown {
    return this.has(key) ? this.fields[key] : null;
  }

  object(key: string): ConfigReader {
    const value = this.required(key);
    return isObject(value) ? new ConfigReader(value, `${this.path}: ${key}`) : this.wrong(key, 'an object');
  }

  text(key: string): string {
    const value = this.required(key);
    return typeof value === 'string' ? value : this.wrong(key, 'a text');
  }

  flag(key: string): boolean {
    const value = this.required(key);
    return typeof value === 'boolean' ? value : this.wrong(key, 'true or false');
  }

  /** A positive real number. */
  positive(key: string): number {
    const value = this.required(key);
    return typeof value === 'number' && Number.isFinite(value) && value > 0
      ? value
      : this.wrong(key, 'a number above 0');
  }

  /** @param cap inclusive; no published model comes near it, and larger numbers only serve to exhaust memory. */
  count(key: string, cap: number): number {
    const value = this.required(key);
    return isCount(value, cap) ? value : this.wrong(key, `a whole number from 1 to ${cap}`);
  }

  /** A token id or code: a whole number from 0. */
  id(key: string, below: number): number {
    const value = this.required(key);
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < below
      ? value
      : this.wrong(key, `an id from 0 to ${below - 1}`);
  }

  counts(key: string, lengthCap: number, cap: number): readonly number[] {
    const value = this.required(key);
    const good = Array.isArray(value) && value.length > 0 && value.length <= lengthCap;
    return good && value.every((item) => isCount(item, cap))
      ? (value as readonly number[])
      : this.wrong(key, `a list of at most ${lengthCap} whole numbers from 1 to ${cap}`);
  }

  /** The field decides how the network computes; we compute in one way only. Absent counts as `absent`. */
  mustBe(key: string, supported: unknown, absent: 'required' | 'may be absent'): void {
    if (!this.has(key) && absent === 'may be absent') return;
    const value = this.required(key);
    if (quote(value) !== quote(supported)) this.wrong(key, `${quote(supported)}, the only kind supported`);
  }

  /** For values that contradict one another. */
  contradiction(sentence: string): never {
    fail('bad-checkpoint', `${this.path} contradicts itself or the weights: ${sentence}`, {
      file: this.path,
    });
  }

  wrong(key: string, expected: string): never {
    const value = quote(this.fields[key]);
    fail('bad-checkpoint', `${this.path}: "${key}" is ${value}, but must be ${expected}.`, {
      file: this.path,
      field: key,
      value,
    });
  }

  private required(key: string): unknown {
    if (!this.has(key)) {
      fail(
        'bad-checkpoint',
        `${this.path} has no "${key}"; it is needed, and nothing is assumed in its place.`,
        {
          file: this.path,
          field: key,
        },
      );
    }
    return this.fields[key];
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown, cap: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= cap;
}
