import type { TextRule } from '../text-rule';

const extraSpace = /(?<=[^\s])[ \t]{2,}(?=[^\s])/g;
const spaceAtEdge = /(?<=[^\s])[ \t]+(?=\n)|(?<=\n|^)[ \t]+|(?<=[^\s])[ \t]+$/g;
const spaceBeforeMark = /(?<=[\p{L}\p{N}"')]) {1,8}(?=[.,;:!?](?:[\s"')]|$))/gu;
const commaBetweenWords = /(?<=\p{L}),(?=\p{L})/gu;
const emptyBrackets = /\(\s{0,8}\)/g;
const firstLetter =
  /(?<=^["'(]{0,2}|\n["'(]{0,2}|[\p{L}\p{N})"'][.!?]["')]{0,2}[ \n]["'(]{0,2})\p{Ll}(?=[\p{L}' -])/gu;

const smallLetter = /\p{Ll}/u;

/**
 * Words that stand for a number at the beginning of a sentence get a capital, and doubled spaces become one:
 * what cuts the text into sentences looks for capitals.
 */
export const tidySentences: TextRule = {
  name: 'tidy',
  label: 'Capitals at sentence starts, single spaces',
  apply: (text) => {
    const spaced = text
      .replace(emptyBrackets, () => '')
      .replace(commaBetweenWords, () => ', ')
      .replace(extraSpace, () => ' ')
      .replace(spaceAtEdge, () => '')
      .replace(spaceBeforeMark, () => '');
    return spaced.replace(firstLetter, ({ index, 0: letter }) => {
      const { start } = spaced.writtenRange(index, index + 1);
      return smallLetter.test(spaced.written[start] ?? '') ? null : letter.toUpperCase();
    });
  },
};
