import './styles/tokens.css';
import './styles/layout.css';
import './styles/controls.css';
import './styles/models.css';
import './styles/page.css';
import './styles/player.css';
import './styles/reading.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { EngineInfo } from '../core/speech/speech-engine';
import { onLanguage } from './language/language';
import { labelDocument } from './language/language-controller';
import { Page } from './page';
import { PageContext } from './page-context';
import { createPageControllers, startPage } from './page-controllers';
import type { PagePorts } from './page-ports';
import { createPageStore } from './store';
import { LoadedLater } from './widgets/loaded-later';

/** Pages of their own, by the word in the address that opens them; they find no model. */
const otherPages = {
  rehearse: async () => (await import('./features/device/rehearsal-page')).RehearsalPage,
  erase: async () => (await import('./features/offline/erase-page')).ErasePage,
} as const;

export type OtherPage = keyof typeof otherPages;

export function otherPageOf(query: URLSearchParams): OtherPage | null {
  return (Object.keys(otherPages) as OtherPage[]).find((name) => query.has(name)) ?? null;
}

/**
 * Makes the page of its ports, draws it into `root` and lets it find a model.
 * @param other is drawn instead, and finds none.
 * @returns what the first model runs on, once it is loaded; null when none could be. Never throws.
 */
export async function mountPage(
  root: HTMLElement,
  ports: PagePorts,
  other: OtherPage | null = null,
): Promise<EngineInfo['backend'] | null> {
  const store = createPageStore();
  const controllers = createPageControllers(store, ports);
  const page = createRoot(root);
  const draw = () => {
    labelDocument(document);
    page.render(
      <StrictMode>
        <PageContext value={{ store, controllers }}>
          {other ? <LoadedLater load={otherPages[other]} /> : <Page />}
        </PageContext>
      </StrictMode>,
    );
  };
  const wanted = new URLSearchParams(location.search).get('language');
  await controllers.language.start(wanted, navigator.languages);
  // Before the page is drawn for the first time: nothing moves for it.
  if (ports.isForStudio && !other) void controllers.studio.openLast();
  draw();
  onLanguage(draw);
  if (other) return null;
  await startPage(controllers);
  const { model } = store.getState();
  return model.type === 'ready' ? model.info.backend : null;
}
