import { t } from '../../language/language';
import { usePageState } from '../../page-context';
import { LaterDetails } from '../../widgets/later-details';

const load = () => import('./api-fields').then(({ ApiFields }) => ApiFields);

/** Other programs use the voice of this page through its API. */
export function ApiPanel() {
  const server = usePageState(({ api }) => api.options.server);
  const summary = server.isOn ? t`API: calls go to ${new URL(server.url).host}` : 'API';
  return <LaterDetails className="panel api" summary={summary} load={load} isKept />;
}
