import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { PageContext } from '../../src/app/page-context';
import { createPageStore } from '../../src/app/store';
import type { fakePageParts } from './fake-page-parts';

/** Markup of a part of the page as it is now. On a server React draws the first state of a store, so it gets one of its own. */
export function drawPage({ store, controllers }: ReturnType<typeof fakePageParts>, part: ReactNode): string {
  const parts = { store: createPageStore(store.getState()), controllers };
  return renderToStaticMarkup(<PageContext value={parts}>{part}</PageContext>);
}
