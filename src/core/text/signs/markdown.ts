import type { MappedText } from '../mapped-text';
import type { TextRule } from '../text-rule';
import { withoutHtml } from './html';

/** Marks that every line is free of before its kind is looked at. Lengths are bounded, so that no text is slow. */
const imageOrLink =
  /!?\[(?=[^[\]\n]{0,300}\](?:\([^()\s\u{E000}-\u{E001}]{0,500}(?: ["'][^"'\n]{0,200}["'])?\)|\[[^[\]\n]{0,80}\]))/gu;
const linkTarget =
  /\](?:\([^()\s\u{E000}-\u{E001}]{0,500}(?: ["'][^"'\n]{0,200}["'])?\)|\[[^[\]\n]{0,80}\])/gu;
const autoLink = /<((?:https?:\/\/|mailto:)[^<>\s]{1,500})>/g;
const footnote = /\[\^[^\]\s]{1,30}\]:?/g;
const entity = /&(amp|lt|gt|quot|apos|nbsp|ndash|mdash|hellip|copy|#39|#x27);/g;
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  copy: '©',
  '#39': "'",
  '#x27': "'",
};
const escaped = /(?<![\p{L}\p{N}:\\])\\([\\`*_{}[\]()#+.!|>~-])/gu;
const opening = /(?<![\p{L}\p{N}*])\*{1,3}(?=[^\s*])|(?<![\p{L}\p{N}_])_{1,3}(?=[^\s_])|(?<!~)~~(?!~)/gu;
const closing = /(?<=[^\s*])\*{1,3}(?![\p{L}\p{N}*])|(?<=[^\s_])_{1,3}(?![\p{L}\p{N}_])/gu;
const codeMark = /`{1,3}/g;

/** Headings, bullets, numbered lists, emphasis, links, code, quotes and tables lose their marks. */
export const markdown: TextRule = {
  name: 'markdown',
  label: 'Markdown: headings, lists, links, emphasis',
  apply: (text) =>
    withoutHtml(text)
      .eachLine(plainLine)
      .replace(autoLink, ([, address]) => address!)
      .replace(entity, ([, name]) => entities[name!]!)
      .replace(footnote, () => '')
      .replace(imageOrLink, () => '')
      .replace(linkTarget, () => '')
      .replace(opening, () => '')
      .replace(closing, () => '')
      .replace(codeMark, () => '')
      .replace(escaped, ([, sign]) => sign!),
};

const fence = /^[ \t]{0,8}(?:```|~~~)[ \t]{0,8}[\w+-]{0,30}[ \t]{0,8}$/;
const rule = /^[ \t]{0,3}(?:(?:-[ \t]{0,4}){3,}|(?:\*[ \t]{0,4}){3,}|(?:_[ \t]{0,4}){3,}|={3,})$/;
const tableRule = /^[ \t]{0,3}\|?(?:[ \t]{0,20}:?-{2,}:?[ \t]{0,20}\|?)+$/;
const heading = /^[ \t]{0,3}#{1,6}[ \t]{1,20}/;
const quote = /^(?:[ \t]{0,3}> ?)+/;
const bullet = /^[ \t]{0,40}(?:[-*+•‣◦▪●○]|[–—](?= ))[ \t]{1,20}(?:\[[ xX]\][ \t])?/;
const numbered = /^([ \t]{0,40}\d{1,3})([.)])(?=[ \t])/;
const definition = /^[ \t]{0,3}\[[^\]\n]{1,80}\]:[ \t]/;

function plainLine(line: MappedText): MappedText {
  const written = line.text;
  if (!/[-#*+>|=_~`•‣◦▪●○–—[\d]/.test(written)) return line;
  if (fence.test(written) || rule.test(written) || definition.test(written)) return line.slice(0, 0);
  if (written.includes('|') && tableRule.test(written)) return line.slice(0, 0);
  const quoted = quote.exec(written);
  if (quoted) return plainLine(line.slice(quoted[0].length, line.length));
  const head = heading.exec(written);
  if (head) {
    const rest = written.trimEnd();
    let end = rest.length;
    while (end > head[0].length && rest[end - 1] === '#') end--;
    return ended(line.slice(head[0].length, end > head[0].length && end < rest.length ? end : rest.length));
  }
  if (/^[ \t]{0,3}\|/.test(written) && /\|[ \t]{0,20}$/.test(written)) return tableRow(line);
  const item = bullet.exec(written);
  if (item) return ended(line.slice(item[0].length, line.length));
  if (numbered.test(written))
    return ended(line.replace(/^([ \t]{0,40}\d{1,3})[.)]/g, ([, number]) => `${number},`));
  return line;
}

/** Cells with a comma between them. */
function tableRow(row: MappedText): MappedText {
  const inner = row.trim().replace(/^\|[ \t]{0,20}|[ \t]{0,20}\|$/g, () => '');
  return ended(inner.replace(/(?<=[^ \t|])[ \t]{0,20}\|[ \t|]{0,40}(?=[^ \t|])/g, () => ', '));
}

/** The line with a full stop, where it has no mark at its end. */
function ended(line: MappedText): MappedText {
  const trimmed = line.trim();
  if (trimmed.length === 0) return trimmed;
  return /[.!?:;,…][*_~`"')\]]{0,6}$/.test(trimmed.text) ? trimmed : trimmed.followedBy('.');
}
