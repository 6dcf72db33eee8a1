import { expect, test } from 'vitest';
import { realTimeFactorText, roughSecondsText, secondsText } from '../../../src/app/widgets/figures';
import { bytesText } from '../../../src/core/data/units';

test('seconds are read as people say them', () => {
  expect(secondsText(7.34)).toBe('7.3 s');
  expect(secondsText(65.4)).toBe('1 min 5 s');
  expect(secondsText(119.9)).toBe('2 min 0 s');
  expect(roughSecondsText(0.2)).toBe('about 1 s');
  expect(roughSecondsText(240)).toBe('about 4 min');
});

test('bytes count in thousands', () => {
  expect(bytesText(999_001)).toBe('1000 kB');
  expect(bytesText(12_400_000)).toBe('12.4 MB');
  expect(bytesText(3_210_000_000)).toBe('3.21 GB');
});

test('the real-time factor says what it means', () => {
  expect(realTimeFactorText(0.2)).toBe('0.20 (5.0 × faster than real time)');
  expect(realTimeFactorText(1.01)).toBe('1.01 (real time)');
  expect(realTimeFactorText(2)).toBe('2.00 (2.0 × slower than real time)');
  expect(realTimeFactorText(0)).toBe('—');
});
