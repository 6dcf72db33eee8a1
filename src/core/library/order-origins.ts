import { checkpointPlace } from './checkpoint-place';
import type { InstallOrder } from './model-library';
import { originsOf, PUBLIC_HUB } from './public-hub';
import { hubFolderUrl } from './published-models';

/** Origins that an installation fetches from; none for files that are here already. */
export function originsOfOrder(order: InstallOrder<unknown>): readonly string[] {
  if (order.type === 'files') return [];
  if (order.type === 'package') return originsOf(order.url);
  const { language, codec, hubert } = checkpointPlace(order.repository);
  const folders = [language, codec, hubert].filter((folder) => folder !== null);
  const urls = folders.map((folder) => hubFolderUrl(order.hubUrl ?? PUBLIC_HUB, folder));
  return [...new Set(urls.flatMap(originsOf))];
}
