import { parentPort } from 'node:worker_threads';
import { serveRounding } from '../threads/rounding-threads';

/** A thread of node-rounding.ts. */
serveRounding(
  (onJob) => parentPort?.on('message', onJob),
  (outcome, transfer) => parentPort?.postMessage(outcome, transfer),
);
