import { checkpointPlace } from './checkpoint-place';
import type { InstallOrder } from './model-library';
import { hubFolderUrl, PUBLIC_HUB } from './published-models';

/**
 * Hosts that the public hub sends a browser on to for large files; a page's policy has to name them too.
 * Source: Hugging Face, "Downloading behind a proxy or firewall" (docs/hub/models-downloading), and the bridge that came before.
 */
const publicHubStores = [
  'https://us.aws.cdn.hf.co',
  'https://us.gcp.cdn.hf.co',
  'https://cas-bridge.xethub.hf.co',
  'https://cdn-lfs-us-1.hf.co',
  'https://cdn-lfs-eu-1.hf.co',
];

/** Origins that are asked when files of this address are fetched. */
export function originsOf(url: string): readonly string[] {
  const { origin } = new URL(url);
  return origin === PUBLIC_HUB ? [origin, ...publicHubStores] : [origin];
}

/** Origins that an installation fetches from; none for files that are here already. */
export function originsOfOrder(order: InstallOrder<unknown>): readonly string[] {
  if (order.type === 'files') return [];
  if (order.type === 'package') return originsOf(order.url);
  const { language, codec, hubert } = checkpointPlace(order.repository);
  const folders = [language, codec, hubert].filter((folder) => folder !== null);
  const urls = folders.map((folder) => hubFolderUrl(order.hubUrl ?? PUBLIC_HUB, folder));
  return [...new Set(urls.flatMap(originsOf))];
}
