import { expect, test } from 'vitest';
import { ArrivalOrder, LONGEST_READING_MILLISECONDS } from '../../../../src/app/features/api/arrival-order';
import { FakeClock } from '../../../fakes/fake-clock';

test('calls are passed on in the order in which they came, and one that is not read in time holds up no other', async () => {
  const clock = new FakeClock();
  const arrivals = new ArrivalOrder(clock);
  const passed: number[] = [];
  const calls = [0, 1, 2, 3].map((index) => {
    const { turn, leave } = arrivals.enter();
    return { leave, passed: turn.then(() => passed.push(index)) };
  });
  calls[2]!.leave();
  calls[0]!.leave();
  await calls[1]!.passed;
  clock.pass(LONGEST_READING_MILLISECONDS - 1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(passed).toEqual([0, 1]);
  clock.pass(1);
  await calls[3]!.passed;
  expect(passed).toEqual([0, 1, 2, 3]);
  expect(clock.timerCount).toBe(0);
});
