import type { CodeGrid } from '../../../src/core/codec/code-grid';

/**
 * Undoes `delayCodes`. Fewer than `codebookCount` columns hold no complete frame: the grid is empty.
 * @param columns column by column; special codes are kept as they are.
 */
export function revertDelay(columns: Int32Array, codebookCount: number): CodeGrid {
  const frameCount = Math.max(0, columns.length / codebookCount - codebookCount + 1);
  const codes = new Int32Array(codebookCount * frameCount);
  for (let k = 0; k < codebookCount; k++) {
    for (let frame = 0; frame < frameCount; frame++) {
      codes[k * frameCount + frame] = columns[(frame + k) * codebookCount + k]!;
    }
  }
  return { codes, codebookCount, frameCount };
}
