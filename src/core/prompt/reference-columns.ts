import type { CodeGrid } from '../codec/code-grid';
import { familyTraits } from '../model/families';
import type { LanguageSpec } from '../model/model-spec';
import { delayCodes, delayReference } from './delay-pattern';

/** Sound as in the prompts of this family. @returns columns, one behind the other. */
export function referenceColumns(grid: CodeGrid, spec: LanguageSpec): Int32Array {
  const delay = familyTraits[spec.family].framesReferences ? delayReference : delayCodes;
  return delay(grid, spec.codebooks);
}

/** Number of columns of a reference. */
export function referenceColumnCount(frameCount: number, spec: LanguageSpec): number {
  const framing = familyTraits[spec.family].framesReferences ? 2 : 0;
  return frameCount + framing + spec.codebooks.codebookCount - 1;
}
