import { expect } from '@playwright/test';
import type { Outcome } from './soak-page';

type KnownTake = { readonly samples: Float32Array; readonly isWhole: boolean };

/** What was said to each request so far: the same request says the same again, as far as both takes go. */
export class KnownTakes {
  /** Takes that had an earlier one to be compared with. */
  repeatCount = 0;
  readonly #byRequest = new Map<string, KnownTake>();
  #newest: Float32Array | null = null;

  /** @param kept what the page keeps now. */
  add(request: string, outcome: Outcome, kept: Float32Array): void {
    if (outcome === 'nothing') {
      // The take before stays until there is sound to replace it.
      if (this.#newest) expectSame(kept, this.#newest, kept.length);
      expect(kept.length).toBe(this.#newest?.length);
      return;
    }
    expect(kept.length).toBeGreaterThan(0);
    const take = { samples: kept, isWhole: outcome === 'whole' };
    const known = this.#byRequest.get(request);
    if (known) {
      this.repeatCount++;
      expectSame(kept, known.samples, Math.min(kept.length, known.samples.length));
      if (known.isWhole) expect(kept.length).toBeLessThanOrEqual(known.samples.length);
      if (take.isWhole) expect(kept.length).toBeGreaterThanOrEqual(known.samples.length);
    }
    if (!known || take.isWhole || (!known.isWhole && kept.length > known.samples.length))
      this.#byRequest.set(request, take);
    this.#newest = kept;
  }
}

function expectSame(actual: Float32Array, expected: Float32Array, count: number): void {
  const differs = actual.subarray(0, count).findIndex((sample, at) => sample !== expected[at]);
  expect(differs, 'first sample that differs').toBe(-1);
}
