import { familyTraits } from '../model/families';
import type { CodebookSpec, ModelFamily } from '../model/model-spec';
import type { EndRule } from '../synthesis/speech-request';

/** What a codebook may be in one column: a fixed special code, or a choice among `speech` codes and some specials. */
export type Constraint = 'bos' | 'eos' | 'speech' | 'speech-or-eos' | 'any';

/**
 * How the delay pattern's ramps and the end of speech are handled, column after column. In V2 column 0 is all BOS.
 * Source: higgs-audio.md E.2 to E.4, H.5.
 */
export interface ColumnRule {
  /** Columns of BOS alone before the first one that is drawn. */
  readonly leadColumnCount: number;
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

/** @throws RangeError for a rule that the family does not have; requests are checked long before. */
export function columnRule(rule: EndRule, family: ModelFamily, spec: CodebookSpec): ColumnRule {
  const { endRules, leadColumnCount, framesBeforeEnd } = familyTraits[family];
  if (!endRules.includes(rule)) throw new RangeError(`${family} has no end rule ${rule}`);
  if (rule === 'robust') return new RobustRule(spec, leadColumnCount, framesBeforeEnd);
  return rule === 'transformers' ? new TransformersRule(spec) : new FirstReleaseRule(spec);
}

/**
 * Our default. BOS is never a choice, EOS only for codebook 0 once every codebook has started; then codebook k ends
 * k columns later. So every frame is whole, and none is made of special codes. For V3 this is the reference's rule
 * with all of its masks.
 */
class RobustRule implements ColumnRule {
  readonly specialsRepeat = false;
  private endColumn = Number.POSITIVE_INFINITY;

  /** @param framesBeforeEnd whole frames that there must be before the speech may end. */
  constructor(
    private readonly spec: CodebookSpec,
    readonly leadColumnCount: number,
    private readonly framesBeforeEnd: number,
  ) {}

  constraint(column: number, codebook: number): Constraint {
    const row = column - this.leadColumnCount;
    if (codebook > row) return 'bos';
    if (column >= this.endColumn + codebook) return 'eos';
    const canEnd = row >= this.spec.codebookCount - 1 + this.framesBeforeEnd;
    return codebook === 0 && canEnd ? 'speech-or-eos' : 'speech';
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
  readonly leadColumnCount = 1;
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
  readonly leadColumnCount = 1;
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
