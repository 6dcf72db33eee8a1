import { expect, test, vi } from 'vitest';
import { startThreadsFromPage, type ThreadOrder } from '../../../src/platform/threads/page-thread';
import { ThreadsOfWorker } from '../../../src/platform/threads/threads-of-worker';

/** A thread that the page has started, and what reached it. */
class Thread extends EventTarget {
  readonly heard: unknown[] = [];
  isTerminated = false;
  readonly address: string;
  readonly options: WorkerOptions;

  constructor(address: string, options: WorkerOptions) {
    super();
    this.address = address;
    this.options = options;
  }

  postMessage(data: unknown): void {
    this.heard.push(data);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  say(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  break(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error', { cancelable: true }), { message }));
  }
}

/** A worker and its page; the constructor is the one that the worker finds under the name `Worker`. */
function workerAndPage(refuse = '') {
  const started: Thread[] = [];
  const worker = new EventTarget();
  const threads = new ThreadsOfWorker(worker, (address, options) => {
    if (refuse) throw new Error(refuse);
    const thread = new Thread(address, options);
    started.push(thread);
    return thread as unknown as Worker;
  });
  const scope = {
    location: { href: 'https://example.test/site/assets/engine.js' },
    postMessage: (order: ThreadOrder) =>
      void worker.dispatchEvent(new MessageEvent('message', { data: order })),
    Worker: undefined as unknown as typeof Worker,
  };
  startThreadsFromPage(scope);
  return { started, threads, worker, WorkerOfWorker: scope.Worker };
}

test('a thread that a worker starts is one of the page, under the name and address that were given', () => {
  const { started, WorkerOfWorker } = workerAndPage();
  new WorkerOfWorker('thread.js', { type: 'module', name: 'em-pthread' });
  expect(started[0]!.address).toBe('https://example.test/site/assets/thread.js');
  expect(started[0]!.options).toEqual({ type: 'module', name: 'em-pthread' });
});

test('worker and thread hear each other, and buffers are handed over both ways', async () => {
  const { started, WorkerOfWorker } = workerAndPage();
  const thread = new WorkerOfWorker('thread.js');
  const byProperty = vi.fn();
  const byListener = vi.fn();
  thread.onmessage = ({ data }) => byProperty(data);
  thread.addEventListener('message', ({ data }) => byListener(data));

  const sent = new Uint8Array([1, 2, 3]);
  thread.postMessage({ sent }, [sent.buffer]);
  await vi.waitFor(() => expect(started[0]!.heard).toEqual([{ sent: new Uint8Array([1, 2, 3]) }]));
  expect(sent.byteLength).toBe(0);

  const values = new Float32Array([4, 5]);
  started[0]!.say({ type: 'done', values });
  const answer = { type: 'done', values: new Float32Array([4, 5]) };
  await vi.waitFor(() => expect(byProperty).toHaveBeenCalledExactlyOnceWith(answer));
  expect(byListener).toHaveBeenCalledExactlyOnceWith(answer);
  expect(values.byteLength).toBe(0);
});

test('a thread that breaks, or that the browser refuses, is an error of the worker’s', async () => {
  for (const [refuse, message] of [
    ['', 'boom'],
    ['not allowed here', 'Error: not allowed here'],
  ] as const) {
    const { started, WorkerOfWorker } = workerAndPage(refuse);
    const thread = new WorkerOfWorker('thread.js');
    const onError = vi.fn();
    thread.addEventListener('error', (event) => onError(event.message));
    started[0]?.break('boom');
    await vi.waitFor(() => expect(onError).toHaveBeenCalledExactlyOnceWith(message));
  }
});

test('a thread ends when the worker ends it, and with the worker', async () => {
  const { started, threads, WorkerOfWorker } = workerAndPage();
  const first = new WorkerOfWorker('first.js');
  new WorkerOfWorker('second.js');
  first.terminate();
  await vi.waitFor(() => expect(started.map((one) => one.isTerminated)).toEqual([true, false]));
  threads.end();
  expect(started.map((one) => one.isTerminated)).toEqual([true, true]);
  new WorkerOfWorker('late.js');
  expect(started).toHaveLength(2);
});

test('what a worker says of other things starts nothing', () => {
  const { started, worker } = workerAndPage();
  for (const data of [null, 'start-thread', { id: '1', type: 'APPLY' }])
    worker.dispatchEvent(new MessageEvent('message', { data }));
  expect(started).toEqual([]);
});

test('a thread orders threads of its own, which end with it, and its worker does not hear of them', async () => {
  const { started, WorkerOfWorker } = workerAndPage();
  const thread = new WorkerOfWorker('codec.js');
  const heard = vi.fn();
  thread.addEventListener('message', heard);
  const { port2 } = new MessageChannel();
  started[0]!.say({ type: 'start-thread', address: 'https://example.test/own.js', options: {}, port: port2 });
  expect(started.map(({ address }) => address)).toEqual([
    'https://example.test/site/assets/codec.js',
    'https://example.test/own.js',
  ]);
  thread.terminate();
  await vi.waitFor(() => expect(started.map((one) => one.isTerminated)).toEqual([true, true]));
  expect(heard).not.toHaveBeenCalled();
});
