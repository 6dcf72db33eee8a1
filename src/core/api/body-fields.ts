import { Fields, type Refusals } from '../data/untrusted-json';
import { quote } from '../failure';
import { english, type Words } from '../sentence';
import type { ApiCall } from './exchange';
import { refuseCall } from './refused-call';

const refuse = (path: string, code: string, sentence: Words): never =>
  refuseCall(400, code, `"${path}" ${english(sentence)}.`, path);

/** Every sentence begins with the field's path, as the caller wrote it. */
const refusals: Refusals = {
  notAnObject: (place, value) => {
    const path = place.replace(/\.$/, '');
    if (path !== '') return refuse(path, 'invalid_type', `must be an object, not ${quote(value)}`);
    return refuseCall(400, 'invalid_type', 'The body must be a JSON object with named fields.', 'body');
  },
  unexpected: (place, key, expected, value) =>
    value === undefined
      ? refuse(`${place}${key}`, 'missing_required_parameter', `is missing; it must be ${english(expected)}`)
      : refuse(`${place}${key}`, 'invalid_value', `must be ${english(expected)}, not ${quote(value)}`),
  wrong: (place, key, reason) => refuse(`${place}${key}`, 'invalid_value', reason),
  inside: (place, key) => `${place}${key}.`,
};

/**
 * The fields of an untrusted body.
 * @param place path of the object, with a dot behind it; empty for the body itself.
 */
export function bodyFields(value: unknown, place = ''): Fields {
  return new Fields(value, place, refusals);
}

/** The fields of a body without those that are null: clients write null for what they leave out. */
export function withoutNulls(
  body: Readonly<Record<string, unknown>>,
  keep: (key: string) => boolean,
): Fields {
  return bodyFields(
    Object.fromEntries(Object.entries(body).filter(([key, value]) => value !== null || keep(key))),
  );
}

/** @throws RefusedCall 415 for a body that is no JSON. */
export async function jsonFields(call: ApiCall): Promise<Fields> {
  const body = await call.body();
  if (body.type === 'json') return bodyFields(body.value);
  if (body.type === 'none') {
    return refuseCall(
      400,
      'missing_body',
      'The body is empty. Send a JSON object with named fields.',
      'body',
    );
  }
  const message = 'This address takes JSON. Send the body with "content-type: application/json".';
  return refuseCall(415, 'unsupported_media_type', message, 'content-type');
}

/** @throws RefusedCall that names the first field that is not known; what is null counts as left out. */
export function requireKnownFields(fields: Fields, known: Iterable<string>): void {
  const names = new Set(known);
  const unknown = fields.keys.find((key) => !names.has(key) && fields.has(key));
  if (unknown === undefined) return;
  const path = `${fields.place}${unknown}`.slice(0, 200);
  const list = [...names].join(', ');
  refuseCall(400, 'unknown_parameter', `"${path}" is not known here. Known are ${list}.`, path);
}
