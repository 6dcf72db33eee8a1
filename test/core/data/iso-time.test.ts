import { expect, test } from 'vitest';
import { isoTime, parseIsoTime } from '../../../src/core/data/iso-time';
import { seededRandom } from '../../fakes/seeded-random';

test('times are written as the platform writes them', () => {
  const random = seededRandom(4);
  const times = Array.from({ length: 5000 }, () => Math.floor((random() - 0.3) * 2 ** 47));
  const within = [0, 951_782_400_000, 1_709_164_799_999, 253_402_300_799_999, ...times].filter(
    (time) => time > -62_167_219_200_000 && time <= 253_402_300_799_999,
  );
  expect(within.length).toBeGreaterThan(3000);
  for (const time of within) expect(isoTime(time)).toBe(new Date(time).toISOString());
});

test('a time needs its zone, and must exist', () => {
  expect(parseIsoTime('2026-11-27T00:30:00Z')).toBe(Date.UTC(2026, 10, 27, 0, 30));
  expect(parseIsoTime('2026-11-27T00:30:00.5+01:00')).toBe(Date.UTC(2026, 10, 26, 23, 30, 0, 500));
  for (const wrong of ['', '2026-11-27', '2026-11-27T00:30:00', '2026-13-27T00:30:00Z', 'tomorrow'])
    expect(parseIsoTime(wrong)).toBeNull();
});
