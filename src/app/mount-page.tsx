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

const loadRehearsal = async () => (await import('./features/device/rehearsal-page')).RehearsalPage;

/**
 * Makes the page of its ports, draws it into `root` and lets it find a model.
 * @param isRehearsal draws the page that only rehearses, and finds none.
 * @returns what the first model runs on, once it is loaded; null when none could be. Never throws.
 */
export async function mountPage(
  root: HTMLElement,
  ports: PagePorts,
  isRehearsal = false,
): Promise<EngineInfo['backend'] | null> {
  const store = createPageStore();
  const controllers = createPageControllers(store, ports);
  const page = createRoot(root);
  const draw = () => {
    labelDocument(document);
    page.render(
      <StrictMode>
        <PageContext value={{ store, controllers }}>
          {isRehearsal ? <LoadedLater load={loadRehearsal} /> : <Page />}
        </PageContext>
      </StrictMode>,
    );
  };
  const wanted = new URLSearchParams(location.search).get('language');
  await controllers.language.start(wanted, navigator.languages);
  draw();
  onLanguage(draw);
  if (isRehearsal) return null;
  if (ports.isForStudio) void controllers.studio.openLast();
  await startPage(controllers);
  const { model } = store.getState();
  return model.type === 'ready' ? model.info.backend : null;
}
