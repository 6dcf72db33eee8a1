import type { ControllerParts } from '../../controller-parts';

/** Copies the state of the site's files into the store, now and whenever it changes. */
export function followOffline({ store, ports: { offline } }: ControllerParts): void {
  if (!offline) return;
  const follow = () => store.setState({ offline: offline.getState() });
  offline.subscribe(follow);
  follow();
}
