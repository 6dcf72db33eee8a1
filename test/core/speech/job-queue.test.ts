import { expect, test } from 'vitest';
import { JobQueue } from '../../../src/core/speech/job-queue';

const never = new AbortController().signal;
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('jobs run one at a time, in the order they came', async () => {
  const queue = new JobQueue();
  const log: string[] = [];
  const job = async (name: string) => {
    const done = await queue.turn(never);
    log.push(`${name} begins`);
    await settle();
    log.push(`${name} ends`);
    done();
  };
  await Promise.all([job('a'), job('b'), job('c')]);
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  expect(queue.length).toBe(0);
});

test('a job that is aborted while waiting gives up its place', async () => {
  const queue = new JobQueue();
  const controller = new AbortController();
  const first = await queue.turn(never);
  const second = queue.turn(controller.signal);
  const third = queue.turn(never);
  expect(queue.length).toBe(3);
  controller.abort();
  await expect(second).rejects.toThrow();
  expect(queue.length).toBe(2);
  first();
  (await third)();
  expect(queue.length).toBe(0);
});

test('ending twice does not let two in', async () => {
  const queue = new JobQueue();
  const first = await queue.turn(never);
  const second = queue.turn(never);
  first();
  const endSecond = await second;
  first();
  let thirdRuns = false;
  const third = queue.turn(never).then((done) => {
    thirdRuns = true;
    done();
  });
  await settle();
  expect(thirdRuns).toBe(false);
  endSecond();
  await third;
});

test('a newcomer does not overtake the one whose turn it is', async () => {
  const queue = new JobQueue();
  const order: string[] = [];
  const first = await queue.turn(never);
  const second = queue.turn(never).then((done) => {
    order.push('second');
    done();
  });
  first();
  const third = queue.turn(never).then((done) => {
    order.push('third');
    done();
  });
  await Promise.all([second, third]);
  expect(order).toEqual(['second', 'third']);
});
