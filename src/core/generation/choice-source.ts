/**
 * Port: where chance comes from. Numbers are uniform in [0, 1). They are asked for by place, not in sequence, so
 * that one codebook's draw does not hang on how many draws others needed, and a run can be taken up in the middle.
 */
export interface ChoiceSource {
  /** Picks the code of `codebook` in `column`; V2's column 0 is all BOS whatever is drawn. */
  draw(column: number, codebook: number): number;
  /** Picks again where repetition-aware sampling refused the first choice. */
  redraw(column: number, codebook: number): number;
}

/**
 * The same seed and stream give the same numbers everywhere, for ever.
 * @param seed 0 … 2^32 - 1.
 * @param stream which part of the work draws, e.g. the index of a text chunk, so that chunks differ; below 2^24.
 */
export function seededChoices(seed: number, stream: number): ChoiceSource {
  const at = (column: number, codebook: number, again: number) =>
    philox(seed, column, ((stream << 8) | (codebook << 1) | again) >>> 0) / 2 ** 32;
  return {
    draw: (column, codebook) => at(column, codebook, 0),
    redraw: (column, codebook) => at(column, codebook, 1),
  };
}

/**
 * Philox2x32-10: a counter-based generator, so it has no state to keep; own code because it is these few lines.
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 * @returns the first of the two 32-bit results.
 */
export function philox(key: number, low: number, high: number): number {
  let round = key >>> 0;
  let left = low >>> 0;
  let right = high >>> 0;
  for (let i = 0; i < 10; i++) {
    const product = BigInt(left) * 0xd256d193n;
    const upper = Number(product >> 32n);
    left = (upper ^ round ^ right) >>> 0;
    right = Number(product & 0xffff_ffffn);
    round = (round + 0x9e3779b9) >>> 0;
  }
  return left;
}
