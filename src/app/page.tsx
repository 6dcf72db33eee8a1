import { useEffect } from 'react';
import { AlertRegion } from './alert-region';
import { ApiPanel } from './features/api/api-panel';
import { ReportPanel } from './features/device/report-panel';
import { LibraryPanel } from './features/models/library-panel';
import { LicenceQuestion } from './features/models/licence-question';
import { ModelPanel } from './features/models/model-panel';
import { ModelPill } from './features/models/model-pill';
import { ModelProgress } from './features/models/model-progress';
import { manifestOf } from './features/models/models-slice';
import { NetworkPanel } from './features/network/network-panel';
import { OfflinePlace } from './features/offline/offline-place';
import { Player } from './features/playback/player';
import { PronunciationsPanel } from './features/reading/pronunciations-panel';
import { RulesPanel } from './features/reading/rules-panel';
import { SaidDisclosure } from './features/reading/said-disclosure';
import { AdvancedPanel } from './features/settings/advanced-panel';
import { SceneField } from './features/settings/scene-field';
import { SeedField } from './features/settings/seed-field';
import { SpeakButtons } from './features/speech/speak-buttons';
import { TextEditor } from './features/speech/text-editor';
import { WarningList } from './features/speech/warning-list';
import { StudioEntry, StudioOffer } from './features/studio/studio-offer';
import { useStudioStage } from './features/studio/studio-stage';
import { VoicePanel } from './features/voices/voice-panel';
import { t } from './language/language';
import { LanguageChoice } from './language/language-choice';
import { rich } from './language/rich';
import { useControllers, usePageState } from './page-context';
import { StatusRegion } from './status-region';
import { Icon } from './widgets/icon';
import { LoadedLater } from './widgets/loaded-later';

const loadQuestion = () =>
  import('./features/models/big-model-question').then(({ BigModelQuestion }) => BigModelQuestion);

export function Page() {
  useShortcuts();
  const studio = useStudioStage();
  const isClosed = studio.type === 'closed';
  const isAsked = usePageState((state) => state.question.type !== 'none');
  const isSettled = usePageState((state) => state.isModelSettled);
  return (
    <>
      <a className="visually-hidden" href="#models">{t`Skip to the models`}</a>
      <header className="masthead">
        <h1>
          <span className="mark" aria-hidden="true">
            <Icon name="speak" />
          </span>
          Pagevoice
        </h1>
        <p>{t`Speech made inside this page. What you write never leaves it.`}</p>
        <ModelPill />
      </header>
      <main className={`desk ${studio.type}`}>
        <div className="writing">
          {isClosed ? (
            <StudioOffer />
          ) : (
            <div className="studio-head">{studio.type === 'open' && <studio.StudioHead />}</div>
          )}
          <TextEditor>
            <SaidDisclosure />
          </TextEditor>
          {isClosed && <SpeakButtons />}
          {/* Status and messages stand below the buttons, so that the buttons do not move. */}
          <AlertRegion />
          <div className="telling">
            <StatusRegion />
            <ModelProgress />
          </div>
          {isClosed && <StudioEntry />}
          {isAsked && <LoadedLater load={loadQuestion} />}
          <ModelNotice />
          <WarningList />
          {isClosed && <Player />}
          {studio.type === 'open' && <studio.StudioBody />}
        </div>
        <div className="rail">
          <VoicePanel />
          {/* The voices come with the model. What stands below them comes with them, so that it does not move. */}
          {isSettled && (
            <>
              <div className="panel">
                <SceneField />
                <SeedField />
              </div>
              <PronunciationsPanel />
              <RulesPanel />
              <AdvancedPanel />
            </>
          )}
        </div>
        <div className="models-place" id="models" tabIndex={-1}>
          <LicenceQuestion />
          <ModelPanel />
          <LibraryPanel />
          <ApiPanel />
          <NetworkPanel />
          <ReportPanel />
        </div>
      </main>
      <footer className="colophon">
        <OfflinePlace />
        <p className="shortcuts">
          {rich`${<kbd>{t`Ctrl`}</kbd>} or ${<kbd>⌘</kbd>} + ${<kbd>{t`Enter`}</kbd>} speaks, ${<kbd>Esc</kbd>} or ${<kbd>{t`Ctrl`}</kbd>} + ${<kbd>.</kbd>} stops.`}
        </p>
        <LanguageChoice />
        <p>
          <a href="LICENSE.txt">{t`Licence`}</a>{' '}
          <a href="THIRD-PARTY-NOTICES.txt">{t`Third-party notices`}</a>
        </p>
      </footer>
    </>
  );
}

/** The notice of the model's makers. */
function ModelNotice() {
  const notice = usePageState((state) => manifestOf(state)?.notice ?? '');
  if (notice === '') return null;
  return (
    <p className="notice">
      <Icon name="note" /> {notice}
    </p>
  );
}

function useShortcuts(): void {
  const { speech, studio } = useControllers();
  const isStudio = usePageState((state) => state.studio !== null);
  useEffect(() => {
    const act = (event: KeyboardEvent) => {
      // Esc in a dialog closes the dialog alone.
      const isInDialog = (event.target as Element).closest('dialog') !== null;
      if (event.isComposing || event.defaultPrevented || isInDialog) return;
      const withCommand = event.ctrlKey || event.metaKey;
      if (withCommand && event.key === 'Enter') {
        event.preventDefault();
        if (isStudio) studio.studio.play();
        else speech.speak();
      } else if (event.key === 'Escape' || (withCommand && event.key === '.')) speech.stop();
    };
    addEventListener('keydown', act);
    return () => removeEventListener('keydown', act);
  }, [speech, studio, isStudio]);
}
