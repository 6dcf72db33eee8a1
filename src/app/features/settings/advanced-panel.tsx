import { fieldOf } from '../../../core/speech/settings';
import { isAbout } from '../../failures';
import { t } from '../../language/language';
import { usePageState } from '../../page-context';
import { LaterDetails } from '../../widgets/later-details';
import { numberSettings } from './settings-slice';

const load = () => import('./advanced-fields').then(({ AdvancedFields }) => AdvancedFields);

const fields = Object.values(numberSettings).map(fieldOf);

/** Opens by itself when a setting in it is wrong. */
export function AdvancedPanel() {
  const isWanted = usePageState(({ problem }) => fields.some((field) => isAbout(problem, field)));
  return <LaterDetails className="panel" summary={t`Advanced`} load={load} isKept isWanted={isWanted} />;
}
