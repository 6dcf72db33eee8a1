import { Fields, type Refusals } from '../data/untrusted-json';
import { fail, quote, quoted } from '../failure';
import { type Sentence, say } from '../sentence';

/** A name of a kind in a config. */
export const MAX_WORD_LENGTH = 200;

const refusals: Refusals = {
  notAnObject: (place, value) =>
    fail(
      'bad-checkpoint',
      say`${place} is ${quoted(value)}, not a JSON object; is it the checkpoint's own file?`,
    ),
  unexpected: (file, field, expected, found) => {
    const value = quote(found);
    const message =
      (found ?? null) === null
        ? say`${file} has no "${field}"; it is needed, and nothing is assumed in its place.`
        : say`${file}: "${field}" is ${value}, but must be ${expected}.`;
    return fail('bad-checkpoint', message, { file, field, value });
  },
  wrong: (file, field, reason) =>
    fail('bad-checkpoint', say`${file}: "${field}" ${reason}.`, { file, field }),
  inside: (place, key) => `${place}: ${key}`,
};

/**
 * Reads an untrusted config.json: a field that is missing, of the wrong type or absurd is a 'bad-checkpoint'
 * failure that names file, field and value. Caps are inclusive; no published model comes near one, and larger
 * numbers only serve to exhaust memory.
 * @param file what sentences call it, e.g. 'config.json'.
 */
export function configFields(config: unknown, file: string): Fields {
  return new Fields(config, file, refusals);
}

/** The field decides how the network computes; we compute in one way only. */
export function mustBe(
  config: Fields,
  key: string,
  supported: unknown,
  absent: 'required' | 'may be absent',
): void {
  if (!config.has(key) && absent === 'may be absent') return;
  if (quote(config.value(key)) === quote(supported)) return;
  config.unexpected(key, say`${quoted(supported)}, the only kind supported`);
}

/** Throws for values that contradict one another. */
export function contradict({ place: file }: Fields, sentence: Sentence): never {
  fail('bad-checkpoint', say`${file} contradicts itself or the weights: ${sentence}`, { file });
}
