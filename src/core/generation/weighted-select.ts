/** Result of `selectByWeight`: a value, and the weight of all lower ones. */
export type Selection = { value: number; weightBelow: number };

/**
 * Finds the value at which the weight of all values up to it, in ascending order, first exceeds `target`; the
 * highest value if none does. A quickselect: no sorting, on average a few passes.
 * @param values `[count]` and more; reordered, together with `weights`.
 * @param found is overwritten, so that nothing is allocated.
 */
export function selectByWeight(
  values: Float32Array,
  weights: Float64Array,
  count: number,
  target: number,
  found: Selection,
): void {
  let low = 0;
  let high = count;
  let below = 0;
  for (;;) {
    const pivot = medianOfThree(values[low]!, values[(low + high) >> 1]!, values[high - 1]!);
    // Afterwards: lower values in [low, equal), equal ones in [equal, next), higher ones in [next, high).
    let equal = low;
    let next = low;
    let end = high;
    let weightLower = 0;
    let weightEqual = 0;
    while (next < end) {
      if (values[next]! < pivot) {
        weightLower += weights[next]!;
        swap(values, weights, equal++, next++);
      } else if (values[next]! > pivot) swap(values, weights, next, --end);
      else weightEqual += weights[next++]!;
    }
    if (below + weightLower > target) high = equal;
    else if (below + weightLower + weightEqual > target || next === high) {
      found.value = pivot;
      found.weightBelow = below + weightLower;
      return;
    } else {
      below += weightLower + weightEqual;
      low = next;
    }
  }
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function swap(values: Float32Array, weights: Float64Array, i: number, j: number): void {
  const value = values[i]!;
  values[i] = values[j]!;
  values[j] = value;
  const weight = weights[i]!;
  weights[i] = weights[j]!;
  weights[j] = weight;
}
