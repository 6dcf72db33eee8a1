import type { WrittenRange } from '../../../core/text/mapped-text';

/** Selects a stretch of a text field and brings its beginning into sight; a selection alone does not scroll. */
export function showPlace(field: HTMLTextAreaElement, { start, end }: WrittenRange): void {
  field.setSelectionRange(start, end);
  field.focus();
  field.scrollTop = heightOf(field, field.value.slice(0, start)) - field.clientHeight / 3;
}

/** The height that a text has in the field, measured in a copy of it: a text field does not expose its lines. */
function heightOf(field: HTMLTextAreaElement, text: string): number {
  const copy = field.cloneNode() as HTMLTextAreaElement;
  copy.removeAttribute('id');
  copy.value = text;
  copy.style.cssText = `position: absolute; visibility: hidden; width: ${field.offsetWidth}px; height: 0; min-height: 0`;
  field.after(copy);
  const height = copy.scrollHeight;
  copy.remove();
  return height;
}
