import { Fields, type Refusals } from '../data/untrusted-json';
import { fail } from '../failure';
import { say, type Words } from '../sentence';

const refuse = (name: string, field: string, reason: Words): never =>
  fail('bad-request', say`"${field}" of the ${name} ${reason}.`, { field });

const refusals: Refusals = {
  notAnObject: (name) =>
    fail('bad-request', say`The ${name} must be an object with named fields.`, { field: name }),
  unexpected: (name, key, expected) => refuse(name, key, say`must be ${expected}`),
  wrong: refuse,
  inside: (_, key) => key,
};

/**
 * Reads what a caller wrote; a wrong field is a 'bad-request' failure that says what to write.
 * @param name what the value is called in sentences.
 */
export function requestFields(value: unknown, name: string): Fields {
  return new Fields(value, name, refusals);
}

/** Refuses unknown fields, so that a misspelt one is not ignored. */
export function requireKnown(fields: Fields, known: ReadonlySet<string>): void {
  const unknown = fields.keys.find((key) => !known.has(key));
  if (unknown !== undefined) fields.refuse(unknown, say`is not known; there are ${[...known].join(', ')}`);
}

/** @returns an empty text where the field is missing. */
export function wholeText(fields: Fields, key: string, maxLength: number): string {
  const text = fields.value(key) ?? '';
  if (typeof text !== 'string') return fields.refuse(key, say`must be text`);
  if (text.length > maxLength) fields.refuse(key, say`is longer than ${maxLength} characters; shorten it`);
  const half = text.search(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/);
  if (half < 0) return text;
  const reason = say`holds half a character (a lone surrogate) at position ${half}; delete it or paste the text again`;
  return fields.refuse(key, reason);
}
