import { type Sentence, say } from '../../../core/sentence';
import type { CheckName } from '../../../core/verify/verify-model';
import { failureSentence } from '../../failures';
import { t, translated } from '../../language/language';
import type { ModelCheck } from './check-slice';

const titles: Readonly<Record<CheckName, Sentence>> = {
  structure: say`Manifest`,
  files: say`Bytes`,
  codec: say`Sound`,
  language: say`Language model`,
  answers: say`Known answers`,
};

export const checkTitle = (check: CheckName): string => translated(titles[check]);

const doing: Readonly<Record<CheckName, Sentence>> = {
  structure: say`reading the manifest`,
  files: say`reading every byte again`,
  codec: say`decoding fixed codes`,
  language: say`running the language model on a fixed prompt`,
  answers: say`asking for answers that are known`,
};

/** One sentence that changes with every check, on screen and for screen readers. */
export function checkSentence({ type, results, running, failure }: ModelCheck): string {
  switch (type) {
    case 'unchecked':
      return '';
    case 'checking':
      return t`Verifying: ${doing[running?.check ?? 'structure']}.`;
    case 'stopped':
      return t`Verifying was stopped.`;
    case 'failed':
      return failure ? failureSentence(failure) : '';
    case 'checked': {
      const wrong = results.filter(({ state }) => state === 'failed').map(({ check }) => checkTitle(check));
      if (wrong.length > 0) return t`Checks failed: ${wrong.join(', ')}.`;
      const unmade = results.filter(({ state }) => state === 'skipped').length;
      return unmade === 0
        ? t`All checks passed.`
        : t`No check failed; ${unmade} of ${results.length} checks could not be made.`;
    }
  }
}
