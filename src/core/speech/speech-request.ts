import type { CodeGrid } from '../codec/code-grid';
import type { SamplingSettings } from '../generation/sampling-settings';
import type { EndRule } from '../model/end-rule';
import type { SpokenChunk } from '../prompt/fit-prompt';
import type { ChunkMethod } from '../text/chunk-text';
import type { Pronunciation } from '../text/pronunciations';
import type { SpokenPiece } from './speech-event';

/** A speaker's reference, in the order SPEAKER0, SPEAKER1 … */
export type VoiceReference =
  | { readonly type: 'preset'; readonly id: string }
  | { readonly type: 'codes'; readonly grid: CodeGrid; readonly transcript: string }
  | { readonly type: 'profile'; readonly description: string };

/**
 * A piece that an interrupted run of the same request has made: it is spoken from its codes, and is shown to the model
 * like any other piece.
 */
export type FinishedPiece = Pick<SpokenPiece, 'text' | 'seed' | 'takeCount' | 'codes' | 'verdict'>;

/** The place of a text within a longer one, which is spoken as it arrives. */
export type TextPlace = {
  /** Pieces and sentences of the stretches before: seeds, pauses and numbers go on behind them. */
  readonly pieceCount: number;
  readonly sentenceCount: number;
  /** Columns of those pieces, which `maxTotalColumns` counts too. */
  readonly columnCount: number;
  readonly isLast: boolean;
};

/** Part of the pieces of a text that several engines speak at once: every `count`-th, beginning with number `index`. */
export type PieceShare = { readonly index: number; readonly count: number };

/** A parsed, valid request: every field present, defaults filled in from the model's manifest. */
export type SpeechRequest = {
  readonly text: string;
  readonly voices: readonly VoiceReference[];
  /** Speech before this one, the oldest first: as much of it as of earlier pieces is shown to the model. */
  readonly earlier: readonly SpokenChunk[];
  readonly scenePrompt: string | null;
  readonly referencesInSystemMessage: boolean;
  readonly chunkMethod: ChunkMethod;
  readonly chunkMaxWords: number;
  readonly chunkMaxTurns: number;
  /** Number of previously generated chunks that stay in the prompt; null keeps all. */
  readonly chunkBufferSize: number | null;
  /** Scales the pauses between pieces, but not those that the text asks for; 0 leaves none. */
  readonly pauseScale: number;
  /** Number of retakes of a piece whose length cannot be right, as time allows. */
  readonly retakes: number;
  /** `live`: someone listens while it is made. `whole`: it is kept first, so that every piece may be made again. */
  readonly delivery: 'live' | 'whole';
  /** Rules that turn writing into speech, by name; null leaves them to the voice's package. */
  readonly textRules: readonly string[] | 'all' | 'none' | null;
  /** A person's own words for what is written. */
  readonly pronunciations: readonly Pronunciation[];
  readonly sampling: SamplingSettings;
  /** Columns of each piece, at most. */
  readonly maxNewColumns: number;
  /** Columns of all pieces together, at most, tries that were thrown away aside; null for no limit. */
  readonly maxTotalColumns: number | null;
  /** 0 … 2^32 - 1; the caller draws it, so that it can be shown and repeated. */
  readonly seed: number;
  readonly endRule: EndRule;
  /** `exact`: full codec context, no seam. `fast`: small first windows, documented seam error. */
  readonly codecMode: 'exact' | 'fast';
  /** The first pieces, in order; the run goes on behind them. */
  readonly finishedPieces: readonly FinishedPiece[];
  /** Null for a text that is whole. */
  readonly place: TextPlace | null;
  /** Null for all pieces. Warnings about the whole are the first engine's, and at the end those of whoever shares. */
  readonly share: PieceShare | null;
};

/** Request as a caller writes it; parsed by `parseSpeechRequest(input, manifest)` into a SpeechRequest. */
export type SpeechRequestInput = { readonly text: string } & {
  readonly [K in Exclude<keyof SpeechRequest, 'text' | 'sampling'>]?: SpeechRequest[K];
} & { readonly sampling?: Partial<SamplingSettings> };
