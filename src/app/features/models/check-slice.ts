import type { Failure } from '../../../core/failure';
import type { CheckProgress, CheckResult, CheckStep } from '../../../core/verify/verify-model';

/** Findings on whether the loaded model computes what it should. */
export type ModelCheck = {
  readonly type: 'unchecked' | 'checking' | 'checked' | 'stopped' | 'failed';
  /** One a check, in the order in which they are made. */
  readonly results: readonly CheckResult[];
  readonly running: CheckProgress | null;
  /** Reason for the failure; null unless it failed. */
  readonly failure: Failure | null;
};

/** The check of the loaded model. */
export type CheckSlice = { readonly check: ModelCheck };

export const unchecked: ModelCheck = { type: 'unchecked', results: [], running: null, failure: null };
export const firstCheck: CheckSlice = { check: unchecked };

export const checkStep =
  (step: CheckStep) =>
  ({ check }: CheckSlice): Partial<CheckSlice> => {
    if (check.type !== 'checking') return {}; // it comes late
    if (step.state === 'running') return { check: { ...check, running: step } };
    return { check: { ...check, running: null, results: [...check.results, step] } };
  };

/** The checks that were made before stay. */
export const checkEnded =
  (type: 'stopped' | 'failed', failure: Failure | null) =>
  ({ check }: CheckSlice): CheckSlice => ({ check: { ...check, type, running: null, failure } });
