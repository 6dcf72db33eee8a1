import { t } from '../../language/language';
import { LaterDetails } from '../../widgets/later-details';

const load = () => import('./said-preview').then(({ SaidPreview }) => SaidPreview);

/** The text as the voice will say it, closed until opened. */
export function SaidDisclosure() {
  return <LaterDetails className="said" summary={t`What will be said`} load={load} isKept={false} />;
}
