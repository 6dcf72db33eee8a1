import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { contextRunner, type RunnableContext } from '../../../src/platform/webaudio/context-runner';

/** Obeys in order and a turn later, as browsers do. */
class FakeContext extends EventTarget {
  state: AudioContextState = 'suspended';
  isRefusing = false;

  resume(): Promise<void> {
    return this.isRefusing ? Promise.reject(new Error('not now')) : this.#become('running');
  }

  suspend(): Promise<void> {
    return this.#become('suspended');
  }

  /** What the system does. */
  async #become(state: AudioContextState): Promise<void> {
    await Promise.resolve();
    this.turn(state);
  }

  turn(state: AudioContextState): void {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());
const settled = () => new Promise((resolve) => setImmediate(resolve));

function runner(context = new FakeContext()) {
  const told: boolean[] = [];
  let closings = 0;
  const run = contextRunner(
    context as unknown as RunnableContext,
    (is) => told.push(is),
    () => closings++,
  );
  return { context, run, told, closings: () => closings };
}

test('a context starts, rests after a while and starts again without a word of interruption', async () => {
  const { context, run, told } = runner();
  run.wake();
  await settled();
  expect(context.state).toBe('running');
  run.rest();
  vi.advanceTimersByTime(10_000);
  await settled();
  expect(context.state).toBe('suspended');
  run.wake();
  await settled();
  expect(context.state).toBe('running');
  expect(told).not.toContain(true);
});

test.each(['suspended', 'interrupted'] as const)(
  '“%s” by something else is told, and its end too',
  async (state) => {
    const { context, run, told } = runner();
    run.wake();
    await settled();
    context.turn(state);
    expect(told.at(-1)).toBe(true);
    context.turn('running');
    expect(told.at(-1)).toBe(false);
  },
);

test('a context that was started before is watched from its first moment', () => {
  const running = new FakeContext();
  running.turn('running');
  const { context, told } = runner(running);
  context.turn('interrupted');
  expect(told).toEqual([true]);
});

test('a rest that is under way when sound is wanted again does not keep the context still', async () => {
  const { context, run, told } = runner();
  run.wake();
  await settled();
  run.rest();
  vi.advanceTimersByTime(10_000);
  run.wake(); // before the context has obeyed
  await settled();
  expect(context.state).toBe('running');
  expect(told).not.toContain(true);
});

test('a context that may not be woken is told as interrupted', async () => {
  const { context, run, told } = runner();
  context.isRefusing = true;
  run.wake();
  await settled();
  expect(told).toEqual([true]);
  context.isRefusing = false;
  run.wake();
  await settled();
  expect(told).toEqual([true, false]);
});

test('a page that is seen again goes on with its sound, and a silent one stays silent', async () => {
  const { context, run } = runner();
  run.comeBack();
  await settled();
  expect(context.state).toBe('suspended');
  run.wake();
  await settled();
  context.turn('interrupted');
  run.comeBack();
  await settled();
  expect(context.state).toBe('running');
});

test('a context that something else closes is told once, and one that its owner closes is not', () => {
  const { context, run, closings } = runner();
  run.wake();
  context.turn('closed');
  expect(closings()).toBe(1);
  const own = runner();
  own.run.dispose();
  own.context.turn('closed');
  expect(own.closings()).toBe(0);
});
