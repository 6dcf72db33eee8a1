import './styles/tokens.css';
import './styles/layout.css';
import './styles/controls.css';
import './styles/models.css';
import './styles/page.css';
import './styles/player.css';
import './styles/reading.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Page } from './page';
import { PageProvider } from './page-context';
import type { PageDevices } from './state/page-devices';
import { createPageIntents } from './state/page-intents';
import { PageStore } from './state/page-store';

/**
 * Makes the page of its devices, draws it into `root` and lets it find a model.
 * @returns when the first model was loaded or could not be; never throws.
 */
export function mountPage(root: HTMLElement, devices: PageDevices): Promise<void> {
  const store = new PageStore();
  const { intents, sound, start } = createPageIntents(store, devices);
  createRoot(root).render(
    <StrictMode>
      <PageProvider parts={{ store, intents, sound }}>
        <Page />
      </PageProvider>
    </StrictMode>,
  );
  return start();
}
