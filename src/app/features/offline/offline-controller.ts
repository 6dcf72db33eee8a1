import { mustNotReload } from '../../at-work';
import type { ControllerParts } from '../../controller-parts';
import type { LibraryController } from '../models/library-controller';

/** The site's copy on this device, and newer versions of it. Nothing here throws. */
export function createOfflineController(
  { store, ports: { offline, update, installOffer, reopen, openErasing: open } }: ControllerParts,
  library: LibraryController,
) {
  const follow = () => {
    if (!offline) return;
    const state = offline.getState();
    store.setState({ offline: state });
    // What the site uses is measured anew: its own files are among it.
    if (state.type === 'kept') void library.refresh();
  };
  offline?.subscribe(follow);
  follow();
  installOffer?.follow((isInstallOffered) => store.setState({ isInstallOffered }));
  update?.whenWaiting(() => store.setState({ update: 'waiting' }));

  /** Opens the page anew with the new version, unless something runs that would be lost. */
  async function takeUpdate(): Promise<void> {
    if (mustNotReload(store.getState())) return;
    const hasTaken = await update?.takeOver().catch(() => false);
    if (!hasTaken) store.setState({ update: 'held-up' });
    else if (!mustNotReload(store.getState())) reopen({ text: store.getState().form.text, waiting: null });
  }

  /** Opens the page that erases everything, unless something runs that would be lost. */
  function openErasing(): void {
    if (!mustNotReload(store.getState())) open();
  }

  /** Must be called inside a click. */
  async function install(): Promise<void> {
    await installOffer?.take().catch(() => {});
  }

  return { takeUpdate, openErasing, install };
}
