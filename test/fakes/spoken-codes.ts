import type { CodeGrid } from '../../src/core/codec/code-grid';
import type { SpeechEvent, SpokenPiece } from '../../src/core/speech/speech-event';

export function piecesOf(events: readonly SpeechEvent[]): readonly SpokenPiece[] {
  return events.flatMap((event) => (event.type === 'piece' ? [event.piece] : []));
}

/** Codes of all pieces in a row. */
export function codesOf(events: readonly SpeechEvent[]): CodeGrid {
  const grids = piecesOf(events).map(({ codes }) => codes);
  const codebookCount = grids[0]?.codebookCount ?? 0;
  const rows = Array.from({ length: codebookCount }, (_, k) =>
    grids.flatMap(({ codes, frameCount }) => [...codes.subarray(k * frameCount, (k + 1) * frameCount)]),
  );
  return { codes: Int32Array.from(rows.flat()), codebookCount, frameCount: rows[0]?.length ?? 0 };
}
