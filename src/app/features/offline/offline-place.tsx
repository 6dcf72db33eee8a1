import { usePageState } from '../../page-context';
import { LoadedLater } from '../../widgets/loaded-later';

const load = () => import('./offline-part').then(({ OfflinePart }) => OfflinePart);

/** Place of all that is said of the site's copy on this device; its code is fetched when there is something to say. */
export function OfflinePlace() {
  const isKnown = usePageState(({ offline, update }) => offline.type !== 'unknown' || update !== 'none');
  return isKnown && <LoadedLater load={load} />;
}
