import type { CodeGrid } from '../codec/code-grid';
import type { CodebookSpec } from '../model/model-spec';

/**
 * Delay pattern: codebook k runs k columns late: frame t has its code k in column t + k. Gaps before a
 * codebook starts hold stream BOS, gaps after it ends stream EOS. Only this file knows it. Source: MusicGen,
 * arXiv 2306.05284; higgs-audio.md E.1.
 */

/** @returns `[(frameCount + codebookCount - 1) * codebookCount]`, column by column. */
export function delayCodes(grid: CodeGrid, spec: CodebookSpec): Int32Array {
  const { codes, codebookCount, frameCount } = grid;
  const columnCount = frameCount + codebookCount - 1;
  const columns = new Int32Array(columnCount * codebookCount);
  for (let column = 0; column < columnCount; column++) {
    for (let k = 0; k < codebookCount; k++) {
      const frame = column - k;
      const gap = frame < 0 ? spec.streamBos : spec.streamEos;
      const inside = frame >= 0 && frame < frameCount;
      columns[column * codebookCount + k] = inside ? codes[k * frameCount + frame]! : gap;
    }
  }
  return columns;
}

/** Sound as it is in a prompt: one frame of BOS in front, one of EOS behind, then delayed. */
export function delayReference(grid: CodeGrid, spec: CodebookSpec): Int32Array {
  const frameCount = grid.frameCount + 2;
  const codes = new Int32Array(grid.codebookCount * frameCount);
  for (let k = 0; k < grid.codebookCount; k++) {
    const row = codes.subarray(k * frameCount, (k + 1) * frameCount);
    row[0] = spec.streamBos;
    row.set(grid.codes.subarray(k * grid.frameCount, (k + 1) * grid.frameCount), 1);
    row[frameCount - 1] = spec.streamEos;
  }
  return delayCodes({ codes, codebookCount: grid.codebookCount, frameCount }, spec);
}

/** Undoes `delayCodes` for columns that arrive one by one: gives every frame as soon as its last code has come. */
export class DelayPattern {
  /** The last `codebookCount` columns, in a ring. */
  readonly #ring: Int32Array;
  #columnCount = 0;

  readonly #codebookCount: number;

  constructor(codebookCount: number) {
    this.#codebookCount = codebookCount;
    this.#ring = new Int32Array(codebookCount * codebookCount);
  }

  /** @returns the frame that this column completes, newly allocated, special codes kept; null while filling. */
  accept(column: Int32Array): Int32Array | null {
    const count = this.#codebookCount;
    this.#ring.set(column, (this.#columnCount % count) * count);
    this.#columnCount++;
    if (this.#columnCount < count) return null;
    const frame = new Int32Array(count);
    for (let k = 0; k < count; k++) frame[k] = this.#ring[((this.#columnCount + k) % count) * count + k]!;
    return frame;
  }
}
