import { serveForwards } from '../src/platform/processor/forward-threads';

serveForwards(
  (onTask) => self.addEventListener('message', ({ data }) => onTask(data), { once: true }),
  () => self.postMessage('ready'),
);
