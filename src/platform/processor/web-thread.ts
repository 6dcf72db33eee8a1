import type { ForwardThread } from './forward-threads';
import { overWorker } from './worker-as-thread';

/** A thread of the site's engine. The package has package-thread.ts in place of this file. */
export const startWebThread = (): ForwardThread =>
  overWorker(
    new Worker(new URL('../../../workers/processor.worker.ts', import.meta.url), {
      type: 'module',
      name: 'processor',
    }),
  );
