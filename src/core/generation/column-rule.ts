import type { EndRule } from '../model/end-rule';
import { familyTraits } from '../model/families';
import type { CodebookSpec, ModelFamily } from '../model/model-spec';

/** Codes allowed for a codebook in one column: one fixed special code, or `speech` codes and some specials. */
export type Constraint = 'bos' | 'eos' | 'speech' | 'speech-or-eos' | 'any';

/**
 * Handles the delay pattern's ramps and the end of speech, column after column. In V2 column 0 is all BOS.
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
  if (rule === 'robust') return robustRule(spec, leadColumnCount, framesBeforeEnd);
  return rule === 'transformers' ? transformersRule(spec) : firstReleaseRule(spec);
}

/**
 * Our default. BOS is never a choice, EOS only for codebook 0 once every codebook has started; then codebook
 * k ends k columns later. So every frame is whole, and none is made of special codes. For V3 this is the
 * reference's rule with all of its masks.
 * @param framesBeforeEnd whole frames that there must be before the speech may end.
 */
function robustRule(
  { codebookCount, codebookSize, streamEos }: CodebookSpec,
  leadColumnCount: number,
  framesBeforeEnd: number,
): ColumnRule {
  let endColumn = Number.POSITIVE_INFINITY;
  return {
    leadColumnCount,
    specialsRepeat: false,
    constraint(column, codebook) {
      const row = column - leadColumnCount;
      if (codebook > row) return 'bos';
      if (column >= endColumn + codebook) return 'eos';
      const canEnd = row >= codebookCount - 1 + framesBeforeEnd;
      return codebook === 0 && canEnd ? 'speech-or-eos' : 'speech';
    },
    finish(column, codes) {
      if (codes[0] === streamEos) endColumn = Math.min(endColumn, column);
      // The column after this one would hold EOS alone and complete no frame.
      return column >= endColumn + Math.max(0, codebookCount - 2);
    },
    release: (frame) => (frame.every((code) => code < codebookSize) ? frame : null),
  };
}

/** EOS in any codebook starts a ramp at codebook 0; a column of EOS alone ends. Its last frame may be junk. */
function transformersRule(spec: CodebookSpec): ColumnRule {
  let firstEosColumn = Number.POSITIVE_INFINITY;
  let ended = false;
  return {
    leadColumnCount: 1,
    specialsRepeat: false,
    constraint(column, codebook) {
      if (codebook >= column) return 'bos';
      return codebook < column - firstEosColumn ? 'eos' : 'any';
    },
    finish(column, codes) {
      if (codes.includes(spec.streamEos)) firstEosColumn = Math.min(firstEosColumn, column);
      ended = codes.every((code) => code === spec.streamEos);
      return ended;
    },
    release: (frame) => (ended ? null : clipped(frame, spec)),
  };
}

/** The lowest codebook with EOS ends all below it at once; the rest run out. The newest frame is always dropped. */
function firstReleaseRule(spec: CodebookSpec): ColumnRule {
  /** Columns left after the first EOS; null before it. */
  let remaining: number | null = null;
  let held: Int32Array | null = null;
  return {
    leadColumnCount: 1,
    specialsRepeat: true,
    constraint(column, codebook) {
      if (remaining !== null && codebook < spec.codebookCount - remaining) return 'eos';
      return codebook >= column ? 'bos' : 'any';
    },
    finish(_column, codes) {
      if (remaining !== null) remaining--;
      else {
        const lowest = codes.indexOf(spec.streamEos);
        if (lowest < 0) return false;
        codes.fill(spec.streamEos, 0, lowest);
        remaining = spec.codebookCount - 1 - lowest;
      }
      return remaining <= 0;
    },
    release(frame) {
      const released = held;
      held = clipped(frame, spec);
      return released;
    },
  };
}

/** Special codes become the highest ordinary one, as both references do before the codec. */
function clipped(frame: Int32Array, spec: CodebookSpec): Int32Array {
  return frame.map((code) => Math.min(code, spec.codebookSize - 1));
}
