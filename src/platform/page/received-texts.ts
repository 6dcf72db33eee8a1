import { importLater } from '../../core/data/import-later';
import { SHARED_QUERY } from '../service-worker/shared-query';
import type { SharedText } from '../service-worker/shared-text';

/** A text that another program has given to the installed page: shared, or as a file to open. */
export type ReceivedText = SharedText | File;

type LaunchQueue = {
  setConsumer(take: (launch: { readonly files?: readonly FileSystemFileHandle[] }) => void): void;
};

/** Tells of each, now and as long as the page is open. @param scope address of the site's folder. */
export async function receiveTexts(scope: string, take: (given: ReceivedText) => void): Promise<void> {
  const { launchQueue } = window as { readonly launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(async ({ files = [] }) => {
    for (const file of files) take(await file.getFile());
  });
  if (!new URLSearchParams(location.search).has(SHARED_QUERY)) return;
  // A reload must not look for it again.
  history.replaceState(null, '', scope);
  const load = () => import('../service-worker/shared-text');
  const { takeShared } = await importLater(load);
  const given = await takeShared(scope, caches);
  if (given) take(given);
}
