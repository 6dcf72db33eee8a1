import type { TextRule } from '../text-rule';

/** Characters that format or steer and are not seen: zero-width, direction marks, soft hyphen, selectors, controls. */
const invisible =
  /(?:(?![\t\n\u0600-\u0605\u06DD\u070F\u{110BD}])[\p{Cc}\p{Cf}]|\p{Variation_Selector}|[\u115F\u1160\u17B4\u17B5\u3164\uFFA0\uFFFC]|\u034F)+/gu;
/** Characters for private use have no meaning; at a line's start, word processors write bullets with them. */
const privateBullet = /(?<=(?:^|\n)[ \t]{0,40})[\uE000-\uF8FF](?:[ \t]|(?=[^\s\uE000-\uF8FF]))/g;
const privateUse = /\p{Co}/gu;
/** Narrow spaces that part thousands. */
const spaceInNumber = /(?<=\d)[\u00A0\u2009\u202F](?=\d{3}(?!\d))/g;
const wideSpace = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g;
const lineEnd = /\r\n?|[\u0085\u2028\u2029]/g;

/** Zero-width characters, direction marks and soft hyphens go; every space becomes a plain one. */
export const invisibleCharacters: TextRule = {
  name: 'invisible-characters',
  label: 'Invisible characters are left out',
  apply: (text) => {
    const lines = text.replace(lineEnd, () => '\n');
    // A mark of a protected stretch is not as written, and stays.
    const bulleted = lines.replace(privateBullet, ({ index }) => (lines.isAsWritten(index) ? '• ' : null));
    return bulleted
      .replace(privateUse, ({ 0: sign, index }) =>
        sign.length > 1 || bulleted.isAsWritten(index) ? '' : null,
      )
      .replace(spaceInNumber, () => ',')
      .replace(invisible, () => '')
      .replace(wideSpace, () => ' ');
  },
};
