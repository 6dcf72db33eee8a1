import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { PageIntents, SoundView } from './state/page-intents';
import type { PageState } from './state/page-state';
import type { PageStore } from './state/page-store';

type PageParts = { readonly store: PageStore; readonly intents: PageIntents; readonly sound: SoundView };

const PageContext = createContext<PageParts | null>(null);

export function PageProvider({
  parts,
  children,
}: {
  readonly parts: PageParts;
  readonly children: ReactNode;
}) {
  return <PageContext value={parts}>{children}</PageContext>;
}

function useParts(): PageParts {
  const parts = useContext(PageContext);
  if (!parts) throw new TypeError('A part of the page was drawn outside PageProvider.');
  return parts;
}

/** @param select picks what is drawn; must give the same object while that has not changed. */
export function usePageState<T>(select: (state: PageState) => T): T {
  const { store } = useParts();
  const read = () => select(store.getState());
  return useSyncExternalStore(store.subscribe, read, read);
}

export function usePageIntents(): PageIntents {
  return useParts().intents;
}

export function useSoundView(): SoundView {
  return useParts().sound;
}
