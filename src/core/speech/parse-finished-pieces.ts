import type { Fields } from '../data/untrusted-json';
import { fail } from '../failure';
import type { Manifest } from '../package/manifest';
import { say } from '../sentence';
import { parseGrid } from './parse-grid';
import type { PlannedPiece } from './plan-speech';
import { requestFields } from './request-fields';
import type { PieceVerdict } from './speech-event';
import type { FinishedPiece } from './speech-request';

/** Limit of pieces: the longest text has a quarter of a million characters. */
const MAX_PIECES = 250_000;
const MAX_PIECE_CHARACTERS = 1_000_000;
const verdicts: readonly PieceVerdict[] = ['good', 'short', 'long', 'cut', 'silent'];

export function parseFinishedPieces(request: Fields, { spec }: Manifest): readonly FinishedPiece[] {
  if (!request.has('finishedPieces')) return [];
  return request.list('finishedPieces', MAX_PIECES).map((item, index) => {
    const fields = requestFields(item, `finished piece ${index}`);
    const text = fields.value('text');
    if (typeof text !== 'string' || text.length > MAX_PIECE_CHARACTERS)
      return fields.unexpected('text', say`a text of at most ${MAX_PIECE_CHARACTERS} characters`);
    return {
      text,
      seed: fields.count('seed', 0, 2 ** 32 - 1),
      takeCount: fields.count('takeCount', 1, 1000),
      codes: parseGrid(fields, 'codes', 0, spec.language.codebooks),
      verdict: fields.choice('verdict', verdicts),
    };
  });
}

/**
 * Compares pieces that were made with those of the plan: other rules of another version can cut the text otherwise.
 * @throws FailureError 'bad-request' whose details name the field `finishedPieces`.
 */
export function requirePlanned(finished: readonly FinishedPiece[], planned: readonly PlannedPiece[]): void {
  const wrong = finished.findIndex(({ text }, index) => planned[index]?.text !== text);
  if (wrong < 0) return;
  fail(
    'bad-request',
    say`Piece ${wrong + 1} was made of another text than this request has there. Leave the finished pieces out: it is spoken anew.`,
    { field: 'finishedPieces', piece: wrong },
  );
}
