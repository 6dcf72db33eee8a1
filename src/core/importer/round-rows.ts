import { readStored, type StoredRows, type WeightRows } from '../checkpoint/weight-rows';
import { fail } from '../failure';
import type { Bits } from '../quantise/block-quantise';
import type { Rounded, Rounder, Rounding } from '../quantise/rounder';
import { say } from '../sentence';
import type { PlannedTensor } from './planned-tensor';

export type RoundingTarget =
  | {
      readonly to: 'blocks';
      readonly columnCount: number;
      readonly bits: Bits;
      readonly rounding: Rounding;
    }
  | { readonly to: 'halves' };

/** Elements of one read and one job: 4 MB of bf16, enough to make the hand-over to a thread cheap. */
const ELEMENTS_AT_ONCE = 2 ** 21;

export function rowsAtOnce(columnCount: number): number {
  return Math.max(1, Math.floor(ELEMENTS_AT_ONCE / Math.max(1, columnCount)));
}

/**
 * A tensor rounded a few rows at a time, in order. Rows are read one after another, ahead of what is being
 * rounded, by as many jobs as the rounder works on at once.
 * @throws FailureError 'bad-checkpoint' for a value that is not finite or does not fit.
 */
export async function* roundRows(
  { name, rows }: PlannedTensor,
  target: RoundingTarget,
  rounder: Rounder,
  signal: AbortSignal,
): AsyncGenerator<Rounded, void> {
  const atOnce = rowsAtOnce(rows.columnCount);
  const ahead: Promise<Rounded>[] = [];
  const round = async (stored: StoredRows, row: number, count: number): Promise<Rounded> => {
    const outcome = await rounder.round({ ...stored, ...target }, signal);
    if (outcome.type === 'done') return outcome;
    return outcome.type === 'too-large'
      ? refuseOverflow(name, target)
      : refuseUnreadable(rows, row, count, signal);
  };
  for (let row = 0; row < rows.rowCount; row += atOnce) {
    signal.throwIfAborted();
    const count = Math.min(atOnce, rows.rowCount - row);
    const rounded = round(await readStored(rows, row, count, signal), row, count);
    rounded.catch(() => {}); // awaited in its turn; until then it may fail unseen
    ahead.push(rounded);
    if (ahead.length > rounder.atOnce) yield await ahead.shift()!;
  }
  for (const rounded of ahead) yield await rounded;
}

/** Reads again with checks, whose error names file, tensor and place. */
async function refuseUnreadable(
  rows: WeightRows,
  row: number,
  count: number,
  signal: AbortSignal,
): Promise<never> {
  await rows.read(row, count, signal);
  throw new Error('Invariant broken: what is not finite is found by the reading that checks');
}

function refuseOverflow(tensor: string, { to }: RoundingTarget): never {
  const limit =
    to === 'halves'
      ? say`beyond 65504, which f16 cannot keep`
      : say`too large for the f16 scales of quantised blocks`;
  return fail(
    'bad-checkpoint',
    say`The tensor "${tensor}" holds values ${limit}. Import this checkpoint with precision f32.`,
    { tensor },
  );
}
