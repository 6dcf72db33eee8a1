import type { TextRule } from '../text-rule';

/** Names of letters as an English reader would spell them out. */
const sounds: Readonly<Record<string, string>> = {
  A: 'ay',
  B: 'bee',
  C: 'see',
  D: 'dee',
  E: 'ee',
  F: 'eff',
  G: 'gee',
  H: 'aitch',
  I: 'eye',
  J: 'jay',
  K: 'kay',
  L: 'ell',
  M: 'em',
  N: 'en',
  O: 'oh',
  P: 'pee',
  Q: 'cue',
  R: 'are',
  S: 'ess',
  T: 'tee',
  U: 'you',
  V: 'vee',
  W: 'double you',
  X: 'ex',
  Y: 'why',
  Z: 'zee',
};

/** Capitals that stand alone or together; a small s makes several of them. */
const capitals = /(?<![\p{L}\p{N}'])([A-Z]{1,8})(s|'s)?(?![\p{L}\p{N}])/gu;

/** `F B I` → eff bee eye, `PM` → pee em: for a voice trained on words, not letters. */
export const letterSounds: TextRule = {
  name: 'letter-sounds',
  label: 'Single letters as words: F → eff',
  isExtra: true,
  apply: (text) =>
    text.replace(capitals, (match) => {
      const [, letters, ending = ''] = match;
      if (/^[AI]$/.test(letters!) && !isSpelled(match)) return null;
      // A lone "are" at the start of a sentence is heard as the verb.
      if (letters === 'R' && !isSpelled(match)) return `ar${ending}`;
      const said = Array.from(letters!, (letter) => sounds[letter]).join(' ');
      return said + ending;
    }),
};

/** "A" and "I" are words, unless another single capital stands beside them. */
function isSpelled({ 0: written, index, input }: RegExpExecArray): boolean {
  const end = index + written.length;
  return (
    /(?<![\p{L}\p{N}])[A-Z][ -]$/u.test(input.slice(Math.max(0, index - 3), index)) ||
    /^[ -][A-Z](?![\p{L}\p{N}'])/u.test(input.slice(end, end + 3))
  );
}
