import type { SpokenChunk } from '../prompt/fit-prompt';
import type { SpeechRequestInput, TextPlace } from '../speech/speech-request';
import type { CastVoice } from './cast';
import type { Row } from './rows';
import type { Take, TakeCodes, TakeSettings } from './take';

/** Pieces of earlier takes that are handed to the engine, which shows the model as many as the settings say. */
const MOST_EARLIER = 8;

/**
 * Every sentence stands between others: its edges are trimmed and its windows are the same wherever it is, so that its
 * samples do not depend on what is before or behind it.
 */
const between: TextPlace = { pieceCount: 1, sentenceCount: 0, columnCount: 0, isLast: false };

/** A take that may be shown to the model, with its codes. */
export type ContextTake = { readonly take: Take; readonly codes: TakeCodes };

/**
 * The request that makes one sentence. It is said by its own voice alone, after what the same voice has said before,
 * so a voice is never drawn to another one, and a cast may have any number of members.
 * @param context takes of the same voice that come before, the oldest first.
 */
export function sentenceRequest(
  row: Row,
  voice: CastVoice,
  settings: TakeSettings,
  seed: number,
  context: readonly ContextTake[],
  delivery: 'live' | 'whole',
): SpeechRequestInput {
  const earlier = context.flatMap(({ take, codes }) =>
    take.pieces.flatMap(({ text }, index): readonly SpokenChunk[] => {
      const grid = codes[index];
      return grid && grid.frameCount > 0 ? [{ text, grid }] : [];
    }),
  );
  return {
    ...settings,
    text: row.text,
    voices: voice.type === 'plain' ? [] : [voice],
    seed,
    earlier: earlier.slice(-MOST_EARLIER),
    chunkMethod: 'auto',
    delivery,
    place: between,
  };
}

/**
 * Takes that may be shown for a row: those of its voice in the rows before it, the oldest first.
 * @param takeOf the take that is heard for a row.
 */
export function contextTakes(
  rows: readonly Row[],
  rowId: string,
  voice: string,
  model: string,
  takeOf: (row: Row) => Take | null,
): readonly Take[] {
  const found: Take[] = [];
  let at = rows.findIndex(({ id }) => id === rowId);
  while (--at >= 0 && found.length < MOST_EARLIER) {
    const take = takeOf(rows[at]!);
    if (take && take.voice === voice && take.model === model) found.unshift(take);
  }
  return found;
}
