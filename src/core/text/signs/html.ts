import { MappedText } from '../mapped-text';

/** Elements that stand in a line. Only known names are tags: `<name>` and `a<b` are text. */
const inline =
  'a|abbr|acronym|audio|b|bdi|bdo|big|button|canvas|cite|code|data|del|dfn|em|font|i|iframe|img|input|ins|kbd|label|link|mark|meta|meter|object|output|picture|progress|q|ruby|rp|rt|s|samp|select|small|source|span|strike|strong|sub|sup|svg|textarea|time|track|tt|u|var|video|wbr';
/** Elements that begin and end a line of their own. */
const block =
  'address|article|aside|blockquote|body|br|caption|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|legend|li|main|nav|ol|option|p|pre|section|summary|table|tbody|tfoot|thead|title|tr|ul';

const flag =
  'allowfullscreen|async|autoplay|checked|controls|defer|disabled|hidden|loop|muted|open|required|selected';
const value = String.raw`(?:"[^"<>]{0,500}"|'[^'<>]{0,500}'|[^\s"'<>=]{1,300})`;
/** A name needs its value, so that `a<b and c>d` is no tag. */
const attributes = String.raw`(?:\s{1,10}(?:[\w:@.-]{1,40} ?= ?${value}|(?:${flag})(?![\w-]))){0,20}\s{0,10}`;
/** A tag in back-ticks is spoken of. */
const tagNamed = (names: string) => `(?<!\`)<\\/?(?:${names})${attributes}\\/?>`;

const comment = /<!--[^<>]{0,500}-->|<!doctype [^<>]{0,100}>/gi;
const hidden = new RegExp(`<(script|style)${attributes}>|</(?:script|style) ?>`, 'gi');
const betweenCells = new RegExp(`</t[dh]>\\s{0,20}<t[dh]${attributes}>`, 'gi');
const inlineTag = new RegExp(tagNamed(`${inline}|td|th|script|style`), 'gi');
const blockTags = new RegExp(`(?:\\s{0,20}${tagNamed(block)}){1,50}[ \\t]{0,20}`, 'gi');

/** Tags go; what a block holds ends as a sentence does. Scripts and styles go with what they hold. */
export function withoutHtml(text: MappedText): MappedText {
  if (!text.text.includes('<')) return text;
  return withoutHidden(text)
    .replace(comment, () => '')
    .replace(betweenCells, () => ', ')
    .replace(inlineTag, () => '')
    .replace(blockTags, blockEnd);
}

/** One pass over the tags: a search for the end from every start would be slow where none follows. */
function withoutHidden(text: MappedText): MappedText {
  const parts: MappedText[] = [];
  let done = 0;
  let start: number | undefined;
  for (const { 0: tag, 1: name, index } of text.text.matchAll(hidden)) {
    if (name) start ??= index;
    else if (start !== undefined) {
      parts.push(text.slice(done, start));
      done = index + tag.length;
      start = undefined;
    }
  }
  return done === 0 ? text : MappedText.concat([...parts, text.slice(done, text.length)]);
}

/** A full stop where words without a mark stand before the tags, and a line end where words stand behind. */
function blockEnd({ 0: tags, index, input }: RegExpExecArray): string {
  const before = input.slice(Math.max(0, index - 12), index);
  const after = input.slice(index + tags.length, index + tags.length + 1);
  const isOpen = /\S$/.test(before) && !/[.!?:;,…][*_~`"')\]]{0,6}$/.test(before);
  const isAtEdge = before === '' || before.endsWith('\n') || /^\n?$/.test(after);
  const lineEnds = tags.replace(/[^\n]/g, '') || (isAtEdge ? '' : '\n');
  return `${isOpen ? '.' : ''}${lineEnds}`;
}
