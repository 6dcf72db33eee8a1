import { useEffect } from 'react';
import type { Studio } from './studio-controller';

/** Obeys the keys wherever nothing else wants them: not in fields, and Space not on buttons. */
export function useTransportKeys(studio: Studio, showKeys: () => void): void {
  useEffect(() => {
    const act = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
        return;
      const target = event.target as HTMLElement;
      if (target.matches('input, select, textarea, dialog *, [contenteditable]')) return;
      if (event.key === ' ' && target.matches('button, a, summary, [role=button]')) return;
      const does = actionOf(event, studio, showKeys);
      if (!does) return;
      event.preventDefault();
      does();
    };
    addEventListener('keydown', act);
    return () => removeEventListener('keydown', act);
  }, [studio, showKeys]);
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
