import type { Fields } from '../data/untrusted-json';
import { familyTraits } from '../model/families';
import type { ModelFamily } from '../model/model-spec';
import { say } from '../sentence';
import type { Aliases, PresetVoice } from './manifest';

/** Caps of an untrusted table; hosted systems have some twenty names each. */
const MAX_ALIASES = 1000;
const MAX_NAME = 200;

/** For a package that has no table of its own. */
export function familyAliases(family: ModelFamily): Aliases {
  return { models: familyTraits[family].hostedNames, voices: {} };
}

/** @throws FailureError as `fields` refuses: 'bad-package' for a manifest, 'bad-checkpoint' for aliases.json. */
export function parseAliases(fields: Fields, voices: readonly PresetVoice[]): Aliases {
  const models = fields.list('models', MAX_ALIASES).map((name, index) => {
    const isName = typeof name === 'string' && name !== '' && name.length <= MAX_NAME;
    return isName
      ? name
      : fields.refuse(`models[${index}]`, say`is not a name of 1 to ${MAX_NAME} characters`);
  });
  const table = fields.object('voices');
  if (table.keys.length > MAX_ALIASES) fields.refuse('voices', say`has more than ${MAX_ALIASES} names`);
  const ids = voices.map(({ id }) => id);
  const entries = table.keys.map((name): [string, string] => {
    if (name.length > MAX_NAME) fields.refuse('voices', say`has a name of more than ${MAX_NAME} characters`);
    const id = table.text(name, MAX_NAME);
    if (!ids.includes(id)) table.refuse(name, say`names a voice that the model does not have`);
    return [name, id];
  });
  return { models, voices: Object.fromEntries(entries) };
}
