import type { NetworkRules } from '../../../platform/service-worker/site-policy';
import type { ControllerParts } from '../../controller-parts';
import { createTrustedOrigins } from '../models/trusted-origins';
import { networkChanged } from './network-slice';

/** The network as a person sees and rules it. Nothing here throws. */
export function createNetworkController({ store, ports: { network, notes, reopen } }: ControllerParts) {
  const trusted = createTrustedOrigins(notes);
  const reachable = trusted.list();
  let isFollowing = false;
  store.setState(networkChanged({ origins: reachable, reachable }));
  void change();

  /** Without an answer the rules stay as they are shown. */
  async function change(rules?: Partial<NetworkRules>): Promise<void> {
    const now = await network?.rules(rules).catch(() => null);
    if (now) store.setState(networkChanged({ rules: now }));
  }

  /** The list is shown: it is kept up to date from now on. */
  function show(): void {
    void change();
    store.setState(networkChanged({ origins: trusted.list() }));
    if (isFollowing || !network) return;
    isFollowing = true;
    const follow = () => store.setState(networkChanged({ requests: network.requests.getState() }));
    network.requests.subscribe(follow);
    follow();
  }

  function changeOrigins(origins: readonly string[]): void {
    trusted.change(origins);
    store.setState(networkChanged({ origins }));
  }

  return {
    show,
    change,
    changeOrigins,
    reload: () => reopen({ text: store.getState().form.text, waiting: null }),
  };
}
