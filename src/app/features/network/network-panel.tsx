import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { LaterDetails } from '../../widgets/later-details';

const load = () => import('./network-fields').then(({ NetworkFields }) => NetworkFields);

/** Requests that leave this page, and sites that they may go to. */
export function NetworkPanel() {
  const isCut = usePageState(({ network }) => network.rules?.isCut ?? false);
  const { network } = useControllers();
  const summary = isCut ? t`Network: switched off` : t`Network`;
  return (
    <LaterDetails className="panel network" summary={summary} load={load} isKept onOpen={network.show} />
  );
}
