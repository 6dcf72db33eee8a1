import type { ForwardThread } from './forward-threads';

export function overWorker(worker: Worker): ForwardThread {
  return {
    post: (task) => worker.postMessage(task),
    listen(onReady, onEnd) {
      worker.addEventListener('message', onReady);
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        onEnd(event.message || 'it could not be started');
      });
    },
    stop: () => worker.terminate(),
  };
}
