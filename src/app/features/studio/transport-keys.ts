import { useEffect, useRef } from 'react';
import { type Sentence, say, verbatim } from '../../../core/sentence';
import type { Studio } from './studio-controller';

/** Keys of the player, as its dialog lists them. */
export const transportKeys: readonly { readonly keys: Sentence; readonly does: Sentence }[] = [
  { keys: say`Space or K`, does: say`Play or pause` },
  { keys: verbatim('J'), does: say`Sentence back` },
  { keys: verbatim('L'), does: say`Sentence on` },
  { keys: verbatim('← →'), does: say`5 seconds back or on` },
  { keys: say`Shift + ← →`, does: say`30 seconds back or on` },
  { keys: verbatim('↑ ↓'), does: say`From sentence to sentence in the list` },
  { keys: say`Enter`, does: say`Play from the sentence in the list` },
  { keys: say`Ctrl + Enter`, does: say`Play, also while you write` },
  { keys: say`Esc`, does: say`Stop` },
  { keys: verbatim('?'), does: say`Keys` },
];

/** Obeys the keys wherever nothing else wants them: not in fields, and Space not on buttons. */
export function useTransportKeys(studio: Studio, showKeys: () => void): void {
  const show = useRef(showKeys);
  show.current = showKeys;
  useEffect(() => {
    const act = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
        return;
      const target = event.target as HTMLElement;
      if (target.matches('input, select, textarea, dialog *, [contenteditable]')) return;
      if (event.key === ' ' && target.matches('button, a, summary, [role=button]')) return;
      const does = actionOf(event, studio, () => show.current());
      if (!does) return;
      event.preventDefault();
      does();
    };
    addEventListener('keydown', act);
    return () => removeEventListener('keydown', act);
  }, [studio]);
}

function actionOf(
  { key, shiftKey }: KeyboardEvent,
  studio: Studio,
  showKeys: () => void,
): (() => void) | null {
  const { player } = studio;
  const seconds = shiftKey ? 30 : 5;
  switch (key.toLowerCase()) {
    case ' ':
    case 'k':
      return studio.toggle;
    case 'j':
      return () => player.skipRow(-1);
    case 'l':
      return () => player.skipRow(1);
    case 'arrowleft':
      return () => player.skipSeconds(-seconds);
    case 'arrowright':
      return () => player.skipSeconds(seconds);
    case '?':
      return showKeys;
    default:
      return null;
  }
}
