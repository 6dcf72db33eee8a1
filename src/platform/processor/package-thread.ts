import type { ForwardThread } from './forward-threads';
import { overWorker } from './worker-as-thread';

/** A thread of the package's engine: its script lies beside it, at an address that package-files.ts has put behind `#`. */
export function startWebThread(): ForwardThread {
  const addresses = JSON.parse(decodeURIComponent(self.location.hash.slice(1))) as Record<string, string>;
  return overWorker(new Worker(addresses['processor.worker.js']!, { type: 'module', name: 'processor' }));
}
