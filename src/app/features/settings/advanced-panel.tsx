import { t } from '../../language/language';
import { LaterDetails } from '../../widgets/later-details';

const load = () => import('./advanced-fields').then(({ AdvancedFields }) => AdvancedFields);

export function AdvancedPanel() {
  return <LaterDetails className="panel" summary={t`Advanced`} load={load} isKept />;
}
