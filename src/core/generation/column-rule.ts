import type { CodebookSpec } from '../model/model-spec';
import type { EndRule } from '../synthesis/speech-request';

/** What a codebook may be in one column: a fixed special code, or a choice among `speech` codes and some specials. */
export type Constraint = 'bos' | 'eos' | 'speech' | 'speech-or-eos' | 'any';

/**
 * How the delay pattern's ramps and the end of speech are handled, column after column. Column 0 is all BOS.
 * Source of all three: higgs-audio.md E.2 to E.4.
 */
export interface ColumnRule {
  /** Whether repetition-aware sampling counts repeated special codes too. */
  readonly specialsRepeat: boolean;
  constraint(column: number, codebook: number): Constraint;
  /** Takes the chosen codes of a column and may overwrite some. @returns whether it was the last one. */
  finish(column: number, codes: Int32Array): boolean;
  /**
   * @param frame completed by the column that `finish` saw last; may hold special codes.
   * @returns the frame to be heard now, or null.
   */
  release(frame: Int32Array): Int32Array | null;
}

export function columnRule(rule: EndRule, spec: CodebookSpec): ColumnRule {
  if (rule === 'robust') return new RobustRule(spec);
  return rule === 'transformers' ? new TransformersRule(spec) : new FirstReleaseRule(spec);
}

/**
 * Our default. BOS is never a choice, EOS only for codebook 0 once every codebook has started; then codebook k ends
 * k columns later. So every frame is whole, and none is made of special codes.
 */
class RobustRule implements ColumnRule {
  readonly specialsRepeat = false;
  private endColumn = Number.POSITIVE_INFINITY;

  constructor(private readonly spec: CodebookSpec) {}

  constraint(column: number, codebook: number): Constraint {
    if (codebook >= column) return 'bos';
    if (column >= this.endColumn + codebook) return 'eos';
    return codebook === 0 && column >= this.spec.codebookCount ? 'speech-or-eos' : 'speech';
  }

  finish(column: number, codes: Int32Array): boolean {
    if (codes[0] === this.spec.streamEos) this.endColumn = Math.min(this.endColumn, column);
    // The column after this one would hold EOS alone and complete no frame.
    return column >= this.endColumn + Math.max(0, this.spec.codebookCount - 2);
  }

  release(frame: Int32Array): Int32Array | null {
    return frame.every((code) => code < this.spec.codebookSize) ? frame : null;
  }
}

/** EOS in any codebook starts a ramp at codebook 0; a column of EOS alone ends. Its last frame may be junk. */
class TransformersRule implements ColumnRule {
  readonly specialsRepeat = false;
  private firstEosColumn = Number.POSITIVE_INFINITY;
  private ended = false;

  constructor(private readonly spec: CodebookSpec) {}

  constraint(column: number, codebook: number): Constraint {
    if (codebook >= column) return 'bos';
    return codebook < column - this.firstEosColumn ? 'eos' : 'any';
  }

  finish(column: number, codes: Int32Array): boolean {
    if (codes.includes(this.spec.streamEos)) this.firstEosColumn = Math.min(this.firstEosColumn, column);
    this.ended = codes.every((code) => code === this.spec.streamEos);
    return this.ended;
  }

  release(frame: Int32Array): Int32Array | null {
    return this.ended ? null : clipped(frame, this.spec);
  }
}

/** The lowest codebook with EOS ends all below it at once; the rest run out. The newest frame is always dropped. */
class FirstReleaseRule implements ColumnRule {
  readonly specialsRepeat = true;
  /** Columns left after the first EOS; null before it. */
  private remaining: number | null = null;
  private held: Int32Array | null = null;

  constructor(private readonly spec: CodebookSpec) {}

  constraint(column: number, codebook: number): Constraint {
    if (this.remaining !== null && codebook < this.spec.codebookCount - this.remaining) return 'eos';
    return codebook >= column ? 'bos' : 'any';
  }

  finish(_column: number, codes: Int32Array): boolean {
    if (this.remaining !== null) this.remaining--;
    else {
      const lowest = codes.indexOf(this.spec.streamEos);
      if (lowest < 0) return false;
      codes.fill(this.spec.streamEos, 0, lowest);
      this.remaining = this.spec.codebookCount - 1 - lowest;
    }
    return this.remaining <= 0;
  }

  release(frame: Int32Array): Int32Array | null {
    const released = this.held;
    this.held = clipped(frame, this.spec);
    return released;
  }
}

/** Special codes become the highest ordinary one, as both references do before the codec. */
function clipped(frame: Int32Array, spec: CodebookSpec): Int32Array {
  return frame.map((code) => Math.min(code, spec.codebookSize - 1));
}
