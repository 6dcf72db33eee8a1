import { t } from '../../language/language';
import { usePageState } from '../../page-context';
import { LaterDetails } from '../../widgets/later-details';

const load = () => import('./pronunciation-editor').then(({ PronunciationEditor }) => PronunciationEditor);

/** A person's own words for what is written. */
export function PronunciationsPanel() {
  const count = usePageState((state) => state.form.pronunciations.length);
  const summary = count === 0 ? t`Pronunciations` : t`Pronunciations (${count})`;
  return <LaterDetails className="panel" summary={summary} load={load} isKept />;
}
