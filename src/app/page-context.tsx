import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { PageControllers } from './page-controllers';
import type { PageState, PageStore } from './store';

export type PageParts = { readonly store: PageStore; readonly controllers: PageControllers };

/** Set by the code that mounts the page: `<PageContext value={…}>`. */
export const PageContext = createContext<PageParts | null>(null);

function useParts(): PageParts {
  const parts = useContext(PageContext);
  if (!parts) throw new TypeError('A part of the page was drawn outside PageContext.');
  return parts;
}

/** @param select picks what is drawn; must give the same object while that has not changed. */
export function usePageState<T>(select: (state: PageState) => T): T {
  return useStore(useParts().store, select);
}

export function useControllers(): PageControllers {
  return useParts().controllers;
}
