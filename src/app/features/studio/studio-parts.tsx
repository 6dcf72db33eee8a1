import '../../styles/studio.css';
import { t } from '../../language/language';
import { LaterDetails } from '../../widgets/later-details';
import { CastPanel } from './cast-panel';
import { InsertMenu } from './insert-menu';
import { ProjectBar } from './project-bar';
import { StudioRows } from './studio-rows';
import { TransportBar } from './transport-bar';

const loadExport = () => import('./export-panel').then(({ ExportPanel }) => ExportPanel);

/** The part above the text. */
export function StudioHead() {
  return (
    <>
      <ProjectBar />
      <InsertMenu />
    </>
  );
}

/** The part below the text, and the player at the bottom of the window. */
export function StudioBody() {
  return (
    <>
      <CastPanel />
      <section className="panel sentences" aria-label={t`Script`}>
        <h2>{t`Sentences`}</h2>
        <StudioRows />
      </section>
      <LaterDetails className="panel" summary={t`Export the sound`} load={loadExport} isKept />
      <TransportBar />
    </>
  );
}
