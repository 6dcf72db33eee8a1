import type { Failure } from '../../core/failure';
import type { CheckName, CheckProgress, CheckResult, CheckStep } from '../../core/verify/verify-model';

/** What is known of whether the loaded model computes what it should. */
export type ModelCheck = {
  readonly type: 'unchecked' | 'checking' | 'checked' | 'stopped' | 'failed';
  /** One a check, in the order in which they are made. */
  readonly results: readonly CheckResult[];
  readonly running: CheckProgress | null;
  /** Why it could not go on; null unless it failed. */
  readonly failure: Failure | null;
};

export type CheckAction =
  | { readonly type: 'check-begun' }
  | { readonly type: 'check-step'; readonly step: CheckStep }
  | { readonly type: 'check-ended'; readonly results: readonly CheckResult[] }
  | { readonly type: 'check-stopped' }
  | { readonly type: 'check-failed'; readonly failure: Failure };

export const unchecked: ModelCheck = { type: 'unchecked', results: [], running: null, failure: null };

export function reduceCheck(check: ModelCheck, action: CheckAction): ModelCheck {
  switch (action.type) {
    case 'check-begun':
      return { ...unchecked, type: 'checking' };
    case 'check-step': {
      const { step } = action;
      if (check.type !== 'checking') return check; // it comes late
      if (step.state === 'running') return { ...check, running: step };
      return { ...check, running: null, results: [...check.results, step] };
    }
    case 'check-ended':
      return { ...unchecked, type: 'checked', results: action.results };
    case 'check-stopped':
      return { ...check, type: 'stopped', running: null };
    case 'check-failed':
      return { ...check, type: 'failed', running: null, failure: action.failure };
  }
}

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

/** One sentence that changes with every check, for the eye and for screen readers alike. */
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
      if (wrong.length > 0) return `This model is not as it should be: ${wrong.join(', ')}.`;
      const unmade = results.filter(({ state }) => state === 'skipped').length;
      return unmade === 0
        ? 'This model is as it should be.'
        : `What could be checked is as it should be; ${unmade} of ${results.length} checks could not be made.`;
    }
  }
}
