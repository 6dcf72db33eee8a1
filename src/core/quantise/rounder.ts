import type { StoredRows } from '../checkpoint/weight-rows';
import type { Bits } from './block-quantise';

/**
 * Choice of 4- and 8-bit blocks. `plain`: the largest weight of a block decides its scale. `better`: the
 * scale with the least squared error is looked for, by a half-quadratic search. Neither needs data.
 */
export type Rounding = 'plain' | 'better';

/** Rows of a checkpoint, of any alignment, and what becomes of them. */
export type RoundingJob = StoredRows &
  (
    | {
        readonly to: 'blocks';
        /** Values are `[rows, columnCount]`. */
        readonly columnCount: number;
        readonly bits: Bits;
        readonly rounding: Rounding;
      }
    | { readonly to: 'halves' }
  );

export type Rounded = {
  /** Integers `[rows, K/32, 16 or 32]`, or f16 bits. */
  readonly values: Uint8Array<ArrayBuffer>;
  /** `[rows, K/32]`, f16 bits; empty for halves. */
  readonly scales: Uint16Array<ArrayBuffer>;
  readonly squaredError: number;
  readonly squaredNorm: number;
};

/** `too-large`: a value or scale is beyond f16. `not-finite`: a NaN or infinity stands at `index`. */
export type RoundingOutcome =
  | ({ readonly type: 'done' } & Rounded)
  | { readonly type: 'too-large' }
  | { readonly type: 'not-finite'; readonly index: number };

/** Port: rounds weights, here or in other threads. */
export interface Rounder {
  /** Jobs that are worked on at the same time; more may be given, and wait. */
  readonly atOnce: number;
  round(job: RoundingJob, signal: AbortSignal): Promise<RoundingOutcome>;
}
