import { serveRounding } from '../src/platform/threads/rounding-threads';

serveRounding(
  (onJob) => self.addEventListener('message', ({ data }) => onJob(data)),
  (outcome, transfer) => self.postMessage(outcome, { transfer }),
);
