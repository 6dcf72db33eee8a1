const NAME = 'page-voice-sentence';
const style = `::highlight(${NAME}) {
  background-color: var(--page-voice-highlight, Mark);
  color: var(--page-voice-highlight-text, MarkText);
}`;

let sheet: CSSStyleSheet | null = null;
let highlight: Highlight | null = null;

/**
 * Marks what is being read through the CSS Custom Highlight API: no node of the page is changed, and no style
 * element is added, which a policy might refuse. Browsers without it read aloud without a mark.
 */
export function markSentence(range: Range): void {
  if (typeof Highlight === 'undefined' || !CSS.highlights) return;
  if (!highlight) {
    highlight = new Highlight();
    CSS.highlights.set(NAME, highlight);
  }
  bringStyle(range.startContainer.getRootNode());
  highlight.clear();
  highlight.add(range);
}

/** @param range that was marked; another element's mark stays. */
export function unmarkSentence(range: Range): void {
  highlight?.delete(range);
}

function bringStyle(root: Node): void {
  if (!(root instanceof Document || root instanceof ShadowRoot)) return;
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
