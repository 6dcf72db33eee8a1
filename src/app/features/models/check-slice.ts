import type { Failure } from '../../../core/failure';
import type { CheckName, CheckProgress, CheckResult, CheckStep } from '../../../core/verify/verify-model';

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

export const checkTitles: Readonly<Record<CheckName, string>> = {
  structure: 'Manifest',
  files: 'Bytes',
  codec: 'Sound',
  language: 'Language model',
  answers: 'Known answers',
};

const doing: Readonly<Record<CheckName, string>> = {
  structure: 'reading the manifest',
  files: 'reading every byte again',
  codec: 'decoding fixed codes',
  language: 'running the language model on a fixed prompt',
  answers: 'asking for answers that are known',
};

/** One sentence that changes with every check, on screen and for screen readers. */
export function checkSentence({ type, results, running, failure }: ModelCheck): string {
  switch (type) {
    case 'unchecked':
      return '';
    case 'checking':
      return `Verifying: ${doing[running?.check ?? 'structure']}.`;
    case 'stopped':
      return 'Verifying was stopped.';
    case 'failed':
      return failure?.message ?? '';
    case 'checked': {
      const wrong = results.filter(({ state }) => state === 'failed').map(({ check }) => checkTitles[check]);
      if (wrong.length > 0) return `Checks failed: ${wrong.join(', ')}.`;
      const unmade = results.filter(({ state }) => state === 'skipped').length;
      return unmade === 0
        ? 'All checks passed.'
        : `No check failed; ${unmade} of ${results.length} checks could not be made.`;
    }
  }
}
