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
  { toggle, player }: Studio,
  showKeys: () => void,
): (() => void) | undefined {
  const seconds = shiftKey ? 30 : 5;
  const actions: Readonly<Record<string, () => void>> = {
    ' ': toggle,
    k: toggle,
    j: () => player.skipRow(-1),
    l: () => player.skipRow(1),
    arrowleft: () => player.skipSeconds(-seconds),
    arrowright: () => player.skipSeconds(seconds),
    '?': showKeys,
  };
  return actions[key.toLowerCase()];
}
