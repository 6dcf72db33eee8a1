import type { MappedText } from '../mapped-text';
import type { TextRule } from '../text-rule';
import { emojiNames } from './emoji-names';

const one = String.raw`(?:\p{Regional_Indicator}{1,2}|[0-9#*]\uFE0F?\u20E3|(?![\u00A9\u00AE\u2122\u203C\u2049\u2139\u2194-\u21AA\u2934\u2935\u2B05-\u2B07\u25AA-\u25FE\u3030](?!\uFE0F))\p{Extended_Pictographic}(?:[\uFE0E\uFE0F]|\p{Emoji_Modifier}){0,2}(?:\u200D\p{Extended_Pictographic}(?:[\uFE0E\uFE0F]|\p{Emoji_Modifier}){0,2}){0,8}[\u{E0020}-\u{E007F}]{0,8})`;
const single = new RegExp(one, 'gu');
const several = new RegExp(`(?<! ) ?${one}(?: ?${one})*(?: (?! ))?`, 'gu');
/** Faces made of punctuation, between spaces or line ends. */
const emoticon = /(?<![^\s])(?:[:;=8][-']?[)(DPpOo|/\\*]{1,3}|<3|\^_?\^|[xX]D)(?![^\s.,;:!?])/g;
const keycap = /^[0-9]\uFE0F?\u20E3$/;

/** Emoji are left out; the sentence before them keeps its end. */
export const emoji: TextRule = {
  name: 'emoji',
  label: 'Emoji are left out',
  apply: (text) => leaveOut(leaveOut(text, several), emoticon),
};

/** Emoji by name, for those that have one here. */
export const emojiByName: TextRule = {
  name: 'emoji-names',
  label: 'Emoji are said by name',
  isExtra: true,
  apply: (text) =>
    text.replace(single, ([sign]) => {
      const name = emojiNames.get(sign.replace(/[\uFE0E\uFE0F]|\p{Emoji_Modifier}/gu, ''));
      return name ? ` (${name}) ` : null;
    }),
};

function leaveOut(text: MappedText, pattern: RegExp): MappedText {
  return text.replace(pattern, (match) => {
    const sign = match[0].trim();
    if (keycap.test(sign)) return sign[0]!;
    const before = match.input.slice(Math.max(0, match.index - 1), match.index);
    const at = match.index + match[0].length;
    const after = match.input.slice(at, at + 2);
    const isLineEnd = /^(?:$|\n)/.test(after);
    const isSentenceEnd = /[\p{L}\p{N})"'%]/u.test(before) && (isLineEnd || /^\p{Lu}/u.test(after));
    if (isSentenceEnd) return isLineEnd ? '.' : '. ';
    return isLineEnd || /^(?:|\n|\s)$/.test(before) || /^[.,;:!?]/.test(after) ? '' : ' ';
  });
}
