import { expect, test } from 'vitest';
import { selectByWeight } from '../../../src/core/generation/weighted-select';
import { seededRandom } from '../../fakes/seeded-random';

test('the value is the one that sorting and adding up finds, with ties, for any target', () => {
  const random = seededRandom(77);
  for (let run = 0; run < 500; run++) {
    const count = 1 + Math.floor(random() * 50);
    const values = Float32Array.from({ length: count + 3 }, () => Math.floor(random() * 20));
    const weights = Float64Array.from({ length: count + 3 }, () => 1 + Math.floor(random() * 5));
    const pairs = [...values.subarray(0, count)].map((value, i) => ({ value, weight: weights[i]! }));
    const upTo = (value: number) =>
      pairs.reduce((sum, pair) => sum + (pair.value <= value ? pair.weight : 0), 0);
    const below = (value: number) =>
      pairs.reduce((sum, pair) => sum + (pair.value < value ? pair.weight : 0), 0);
    const highest = Math.max(...pairs.map(({ value }) => value));
    const target = random() * 1.1 * upTo(highest);
    const expected =
      pairs
        .map(({ value }) => value)
        .sort((a, b) => a - b)
        .find((value) => upTo(value) > target) ?? highest;
    const found = { value: 0, weightBelow: 0 };
    selectByWeight(values, weights, count, target, found);
    expect(found).toEqual({ value: expected, weightBelow: below(expected) });
  }
});
