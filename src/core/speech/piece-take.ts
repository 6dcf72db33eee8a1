import type { CodeFrame } from '../codec/codec-stream';
import { philox } from '../generation/choice-source';
import type { StopReason } from '../generation/decode';
import type { PieceVerdict } from './speech-event';

/** One try at a piece: its frames, and how it ended. */
export type PieceTake = {
  readonly seed: number;
  readonly frames: CodeFrame[];
  /** Null while it is made, and for an abandoned one. */
  stopReason: StopReason | null;
  columnCount: number;
};

/** Streams of the seed's generator that draw no codes; see `seededChoices`, which stays below. */
const SEED_STREAM = 0xffff_ff00;

/** The seed of a piece: that of the request for the first one, and others that follow from it. */
export function pieceSeed(seed: number, pieceIndex: number, takeIndex: number): number {
  return pieceIndex === 0 && takeIndex === 0 ? seed : philox(seed, pieceIndex, SEED_STREAM + takeIndex);
}

export type FrameBounds = { readonly expected: number; readonly shortest: number; readonly longest: number };

export function verdictOf({ frames, stopReason }: PieceTake, bounds: FrameBounds): PieceVerdict {
  if (frames.length === 0) return 'silent';
  if (stopReason === 'length') return 'cut';
  if (stopReason === null || frames.length > bounds.longest) return 'long';
  return frames.length < bounds.shortest ? 'short' : 'good';
}

/** The better of two tries: one that ended by itself, then the one whose length is nearer to the expected one. */
export function betterTake(one: PieceTake | null, other: PieceTake, bounds: FrameBounds): PieceTake {
  return one === null || badness(other, bounds) < badness(one, bounds) ? other : one;
}

function badness(take: PieceTake, bounds: FrameBounds): number {
  const distance = Math.abs(Math.log(Math.max(take.frames.length, 0.1) / bounds.expected));
  return distance + (take.stopReason === 'end-of-speech' ? 0 : 10);
}
