import { expect, test } from 'vitest';
import { TimeLeft } from '../../../src/app/widgets/time-left';

test('the rest takes as long as the speed of the last seconds says', () => {
  const left = new TimeLeft();
  expect(left.secondsLeft(0, 1000, 0)).toBeNull();
  expect(left.secondsLeft(40, 1000, 0.5)).toBeNull();
  expect(left.secondsLeft(100, 1000, 1)).toBeCloseTo(9);
  // Ten times slower from here on: after some seconds nothing of the first second counts.
  for (let second = 2; second < 30; second++) left.secondsLeft(100 + 10 * (second - 1), 1000, second);
  expect(left.secondsLeft(390, 1000, 30)).toBeCloseTo(61);
});

test('what stands still or has begun anew is not guessed at', () => {
  const left = new TimeLeft();
  left.secondsLeft(500, 1000, 0);
  expect(left.secondsLeft(500, 1000, 5)).toBeNull();
  expect(left.secondsLeft(10, 1000, 6)).toBeNull();
  expect(left.secondsLeft(20, 1000, 8)).toBeCloseTo(196);
  expect(left.secondsLeft(0, 0, 9)).toBeNull();
});

test('marks of a long work do not pile up', () => {
  const left = new TimeLeft();
  for (let at = 0; at < 100_000; at++) left.secondsLeft(at, 1e6, at / 1000);
  expect(left.secondsLeft(100_000, 1e6, 100)).toBeCloseTo(900, 0);
});
