/** Nothing of these is read aloud: it is not text, or it is the player's own. */
const skippedElements =
  'script, style, template, noscript, svg, math, canvas, video, audio, iframe, object, select, textarea, input, button, page-voice, [hidden], [aria-hidden="true"], [data-page-voice="skip"]';
/** Elements that stand inside a line; around all others the text breaks. */
const inlineNames =
  /^(a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|q|ruby|rt|rp|s|samp|slot|small|span|strong|sub|sup|time|tt|u|var|wbr)$/;

/** A stretch of the text that comes unchanged from one node. */
type Stretch = {
  readonly from: number;
  readonly node: Text;
  readonly offset: number;
  readonly length: number;
};

/** Text of an element as it is to be read aloud, every character of which knows its place in the page. */
export class ReadableText {
  readonly text: string;
  readonly #stretches: readonly Stretch[];

  constructor(root: Element) {
    const reader = new NodeReader(isUnseen(root));
    reader.read(root);
    this.text = reader.text;
    this.#stretches = reader.stretches;
  }

  /** @returns the place of `[from, to)` in the page; null where nothing of it is left there. */
  rangeOf(from: number, to: number): Range | null {
    const first = this.#stretches.find((one) => one.from + one.length > from);
    const last = this.#stretches.findLast((one) => one.from < to);
    if (!first || !last || last.from < first.from) return null;
    const start = first.offset + Math.max(0, from - first.from);
    const end = last.offset + Math.min(last.length, to - last.from);
    // The page may have changed its text since.
    if (start > first.node.length || end > last.node.length) return null;
    const range = document.createRange();
    range.setStart(first.node, start);
    range.setEnd(last.node, end);
    return range.collapsed ? null : range;
  }
}

/** Its place is kept, and what it says is not shown. */
function isUnseen(element: Element): boolean {
  return /^(hidden|collapse)$/.test(getComputedStyle(element).visibility);
}

class NodeReader {
  text = '';
  readonly stretches: Stretch[] = [];
  /** The gap before the next word: nothing, a space, or the end of a paragraph. */
  #gap: '' | ' ' | '\n\n' = '';
  readonly #isAllUnseen: boolean;

  /** @param isAllUnseen the page shows nothing of it, and has it read all the same. */
  constructor(isAllUnseen: boolean) {
    this.#isAllUnseen = isAllUnseen;
  }

  read(parent: Element): void {
    const isRead = this.#isAllUnseen || !isUnseen(parent);
    for (const node of parent.childNodes) {
      if (node instanceof Text && isRead) this.#take(node);
      else if (node instanceof Element) this.#enter(node);
    }
  }

  #enter(element: Element): void {
    if (element.localName === 'br') this.#widen('\n\n');
    if (element.matches(skippedElements) || getComputedStyle(element).display === 'none') return;
    const isInline = inlineNames.test(element.localName);
    if (!isInline) this.#widen('\n\n');
    this.read(element);
    if (!isInline) this.#widen('\n\n');
  }

  /** Runs of white space become one space, as the page shows them. */
  #take(node: Text): void {
    for (const { 0: word, index } of node.data.matchAll(/\S+|\s+/g)) {
      if (/^\s/.test(word)) {
        this.#widen(' ');
        continue;
      }
      if (this.text !== '') this.text += this.#gap;
      this.#gap = '';
      this.stretches.push({ from: this.text.length, node, offset: index, length: word.length });
      this.text += word;
    }
  }

  #widen(gap: ' ' | '\n\n'): void {
    if (gap.length > this.#gap.length) this.#gap = gap;
  }
}
