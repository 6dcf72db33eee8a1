import { useEffect } from 'react';
import { BigModelQuestion } from './models/big-model-question';
import { LibraryPanel } from './models/library-panel';
import { LicenceQuestion } from './models/licence-question';
import { ModelPanel } from './models/model-panel';
import { ModelPill } from './models/model-pill';
import { ModelProgress } from './models/model-progress';
import { usePageIntents, usePageState } from './page-context';
import { PronunciationsPanel } from './reading/pronunciations-panel';
import { RulesPanel } from './reading/rules-panel';
import { AdvancedPanel } from './settings/advanced-panel';
import { SceneField } from './settings/scene-field';
import { SeedField } from './settings/seed-field';
import { Player } from './speak/player';
import { SpeakButtons } from './speak/speak-buttons';
import { TextEditor } from './speak/text-editor';
import { WarningList } from './speak/warning-list';
import { VoicePanel } from './voices/voice-panel';
import { AlertRegion } from './widgets/alert-region';
import { Icon } from './widgets/icon';
import { StatusRegion } from './widgets/status-region';

export function Page() {
  useShortcuts();
  return (
    <>
      <header className="masthead">
        <h1>
          <span className="mark" aria-hidden="true">
            <Icon name="speak" />
          </span>
          Pagevoice
        </h1>
        <p>Speech made inside this page. What you write never leaves it.</p>
        <ModelPill />
      </header>
      <main className="desk">
        <div className="writing">
          <TextEditor />
          <SpeakButtons />
          {/* What comes and goes stands below the buttons, so that they never move away under a finger. */}
          <AlertRegion />
          <StatusRegion />
          <BigModelQuestion />
          <ModelProgress />
          <ModelNotice />
          <WarningList />
          <Player />
        </div>
        <div className="rail">
          <VoicePanel />
          <div className="panel">
            <SceneField />
            <SeedField />
          </div>
          <PronunciationsPanel />
          <RulesPanel />
          <AdvancedPanel />
        </div>
        <div className="models-place">
          <LicenceQuestion />
          <ModelPanel />
          <LibraryPanel />
        </div>
      </main>
      <footer className="colophon">
        <p className="shortcuts">
          <kbd>Ctrl</kbd> or <kbd>⌘</kbd> + <kbd>Enter</kbd> speaks, <kbd>Esc</kbd> or <kbd>Ctrl</kbd> +{' '}
          <kbd>.</kbd> stops.
        </p>
        <p>
          <a href="LICENSE.txt">Licence</a> <a href="THIRD-PARTY-NOTICES.txt">Third-party notices</a>
        </p>
      </footer>
    </>
  );
}

/** What the model's makers want everyone to know. */
function ModelNotice() {
  const notice = usePageState((state) => (state.model.type === 'ready' ? state.model.manifest.notice : ''));
  if (notice === '') return null;
  return (
    <p className="notice">
      <Icon name="note" /> {notice}
    </p>
  );
}

function useShortcuts(): void {
  const intents = usePageIntents();
  useEffect(() => {
    const act = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented) return;
      const withCommand = event.ctrlKey || event.metaKey;
      if (withCommand && event.key === 'Enter') {
        event.preventDefault();
        intents.speak();
      } else if (event.key === 'Escape' || (withCommand && event.key === '.')) intents.stop();
    };
    addEventListener('keydown', act);
    return () => removeEventListener('keydown', act);
  }, [intents]);
}
