import { useId } from 'react';
import { type Sentence, say } from '../../../core/sentence';
import { translated } from '../../language/language';
import { usePageState } from '../../page-context';
import { type TagGroup, tagGroups, withTag } from './insert-tag';

const headings: Readonly<Record<TagGroup['type'], Sentence>> = {
  pause: say`Pause`,
  sound: say`Sound`,
  emotion: say`Emotion`,
  style: say`Style`,
  prosody: say`Pace and pitch`,
};

const noTags: readonly string[] = [];

/** Pauses, and the events and controls that the loaded model knows: pressed, one is written where the caret is. */
export function InsertTags() {
  const tags = usePageState(({ model }) => (model.type === 'ready' ? model.info.tags : noTags));
  const id = useId();
  return tagGroups(tags).map(({ type, tags: own }) => (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons, not a form's
    <div key={type} role="group" aria-labelledby={`${id}-${type}`} className="insert-group">
      <span id={`${id}-${type}`}>{translated(headings[type])}</span>
      {own.map(({ tag, name }) => (
        <button key={tag} type="button" title={tag} onClick={() => insert(tag)}>
          {name}
        </button>
      ))}
    </div>
  ));
}

/** Writes into the text field as a person would, so that the page hears of it. */
function insert(tag: string): void {
  const field = document.querySelector<HTMLTextAreaElement>('textarea.manuscript');
  if (!field) return;
  const { text, caret } = withTag(field.value, field.selectionStart, field.selectionEnd, tag);
  field.setRangeText(text, 0, field.value.length);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
  field.setSelectionRange(caret, caret);
}
