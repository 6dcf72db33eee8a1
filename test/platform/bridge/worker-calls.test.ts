import { afterEach, expect, test, vi } from 'vitest';
import { FailureError, fail } from '../../../src/core/failure';
import { english, verbatim } from '../../../src/core/sentence';
import { overWorker } from '../../../src/platform/bridge/over-worker';
import { spacedReports } from '../../../src/platform/bridge/spaced-reports';
import { WorkerThread } from '../../../src/platform/bridge/worker-thread';
import { FakeWorker } from '../../fakes/fake-worker';
import { delayCallbacks } from '../../fakes/late-callbacks';

const never = new AbortController().signal;
const workers: FakeWorker[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const worker of workers.splice(0)) worker.terminate();
});

/** Nothing here knows what the service is. */
type Counter = {
  wait(signal: AbortSignal): Promise<void>;
  break(how: 'type' | 'range' | 'failure' | 'unforeseen'): Promise<void>;
  report(told: (step: number) => void): Promise<number>;
  count(to: number, signal: AbortSignal): AsyncGenerator<number, string>;
};

function over(service: Partial<Counter>): Counter {
  const worker = new FakeWorker(service);
  workers.push(worker);
  const thread = new WorkerThread<Counter>(worker.asWorker, {
    stopped: (why) => verbatim(`Gone: ${english(why)}.`),
    unforeseen: (error) => new Error('Not foreseen.', { cause: error }),
  });
  return overWorker(() => thread, { count: true });
}

/** A signal, and how many listen to it. */
function watchedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...given: Parameters<typeof add>) => {
    listeners++;
    add(...given);
  };
  signal.removeEventListener = (...given: Parameters<typeof remove>) => {
    listeners--;
    remove(...given);
  };
  return { controller, signal, listening: () => listeners };
}

test('an abort reaches the worker with its reason, and the caller ends with its own', async () => {
  const reasons: unknown[] = [];
  const service = over({
    wait: (signal) =>
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => {
          reasons.push(signal.reason);
          reject(signal.reason);
        }),
      ),
  });
  for (const reason of [new DOMException('No more.', 'AbortError'), new RangeError('Too far.')]) {
    const controller = new AbortController();
    const waiting = service.wait(controller.signal).catch((error: unknown) => error);
    controller.abort(reason);
    expect(await waiting).toBe(reason);
  }
  expect(reasons).toEqual([new DOMException('No more.', 'AbortError'), new RangeError('Too far.')]);
  expect((reasons[0] as DOMException).name).toBe('AbortError');
  expect(reasons[1]).toBeInstanceOf(RangeError);
});

test('a signal that is aborted already sends nothing', async () => {
  const wait = vi.fn();
  const count = vi.fn();
  const service = over({ wait, count });
  await expect(service.wait(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  await expect(service.count(1, AbortSignal.abort()).next()).rejects.toMatchObject({ name: 'AbortError' });
  expect([wait, count].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
});

test('nothing listens to a signal once the call has ended', async () => {
  const service = over({
    wait: async () => {},
    async *count(to) {
      for (let i = 0; i < to; i++) yield i;
      return 'all';
    },
  });
  const { signal, listening } = watchedSignal();
  const waiting = service.wait(signal);
  expect(listening()).toBe(1);
  await waiting;
  for await (const value of service.count(9, signal)) if (value === 3) break;
  expect(listening()).toBe(0);
});

test('an error arrives as what it is', async () => {
  const service = over({
    async break(how) {
      if (how === 'type') throw new TypeError('Not a text.');
      if (how === 'range') throw new RangeError('Too long.');
      if (how === 'failure') fail('storage', 'The disk is full.', { freeBytes: 3 });
      throw Object.assign(new Error('Odd.'), { name: 'OddError' });
    },
  });
  const thrown = async (how: Parameters<Counter['break']>[0]) => service.break(how).catch((error) => error);
  const failure = await thrown('failure');
  expect(failure).toBeInstanceOf(FailureError);
  const details = { freeBytes: 3 };
  expect(failure.failure).toEqual({ kind: 'storage', message: 'The disk is full.', details });
  // What becomes of all others is the caller's matter; their class and name are there for it.
  const causes = [await thrown('type'), await thrown('range'), await thrown('unforeseen')].map(
    ({ cause }) => cause,
  );
  expect(causes[0]).toBeInstanceOf(TypeError);
  expect(causes[1]).toBeInstanceOf(RangeError);
  expect(causes.map(String)).toEqual(['TypeError: Not a text.', 'RangeError: Too long.', 'OddError: Odd.']);
});

test('a callback is told everything before the call has ended, and is released then', async () => {
  delayCallbacks();
  let kept = (_: number) => {};
  const service = over({
    async report(told) {
      kept = told;
      for (const step of [1, 2, 3]) told(step);
      return 4;
    },
  });
  const steps: number[] = [];
  expect(await service.report((step) => steps.push(step))).toBe(4);
  expect(steps).toEqual([1, 2, 3]);
  expect(() => kept(5)).toThrow(/released/);
});

test('a generator gives its values, its result and its errors', async () => {
  const service = over({
    async *count(to) {
      for (let i = 0; i < to; i++) yield i;
      if (to > 2) fail('storage', 'No more numbers.');
      return 'all';
    },
  });
  const flow = service.count(2, never);
  const seen = [await flow.next(), await flow.next(), await flow.next(), await flow.next()];
  expect(seen.map(({ value }) => value)).toEqual([0, 1, 'all', undefined]);
  expect(seen.map(({ done }) => done)).toEqual([false, false, true, true]);
  const failing = service.count(3, never);
  for (let i = 0; i < 3; i++) await failing.next();
  await expect(failing.next()).rejects.toMatchObject({ failure: { kind: 'storage' } });
});

test('a generator that is left has ended in the worker before its consumer goes on', async () => {
  const ended: string[] = [];
  const service = over({
    async *count(_to, signal) {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        await Promise.resolve();
        ended.push(signal.aborted ? 'aborted' : 'left');
      }
    },
  });
  for await (const value of service.count(0, never)) if (value === 5) break;
  expect(ended).toHaveLength(1);
});

test('a generator that nobody asks does nothing', async () => {
  const begun = vi.fn();
  const service = over({
    async *count() {
      begun();
      yield 1;
      return 'all';
    },
    wait: async () => {},
  });
  service.count(1, never);
  await service.wait(never);
  expect(begun).not.toHaveBeenCalled();
});

test('a value that cannot be sent ends its generator with an error', async () => {
  const ended = vi.fn();
  const service = over({
    async *count() {
      try {
        yield (() => 1) as unknown as number;
      } finally {
        ended();
      }
      return 'all';
    },
  });
  await expect(service.count(1, never).next()).rejects.toThrow('Not foreseen.');
  await vi.waitFor(() => expect(ended).toHaveBeenCalled());
});

test('reports come no more often than they are wanted, and the last always', async () => {
  let clock = 0;
  async function* work() {
    for (let report = 0; report < 25; report++, clock += 10) yield report;
    return 'done';
  }
  const spaced = spacedReports(work(), 100, () => clock);
  const seen: unknown[] = [];
  for (;;) {
    const { done, value } = await spaced.next();
    seen.push(value);
    if (done) break;
  }
  expect(seen).toEqual([0, 10, 20, 24, 'done']);
});
