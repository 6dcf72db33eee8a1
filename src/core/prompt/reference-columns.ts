import { familyTraits } from '../model/families';
import type { LanguageSpec } from '../model/model-spec';
import { delayCodes, delayReference } from './delay-pattern';
import type { CodeGrid } from './prompt';

/** Sound as the prompts of this family carry it. @returns columns, one behind the other. */
export function referenceColumns(grid: CodeGrid, spec: LanguageSpec): Int32Array {
  const delay = familyTraits[spec.family].framesReferences ? delayReference : delayCodes;
  return delay(grid, spec.codebooks);
}

/** How many columns that are. */
export function referenceColumnCount(frameCount: number, spec: LanguageSpec): number {
  const framing = familyTraits[spec.family].framesReferences ? 2 : 0;
  return frameCount + framing + spec.codebooks.codebookCount - 1;
}
