import { parentPort } from 'node:worker_threads';
import { serveForwards } from '../../../src/platform/processor/forward-threads';

serveForwards(
  (onTask) => parentPort!.once('message', onTask),
  () => parentPort!.postMessage('ready'),
);
