import type { CodeGrid } from '../codec/code-grid';
import type { PieceVerdict, SpokenPiece } from '../speech/speech-event';
import type { SpeechRequestInput } from '../speech/speech-request';

/** A stretch of a sentence that was said in one go; as a rule it is the whole sentence. Places are within the sentence. */
export type TakePiece = Pick<
  SpokenPiece,
  | 'sentence'
  | 'from'
  | 'to'
  | 'text'
  | 'seed'
  | 'takeCount'
  | 'startSample'
  | 'sampleCount'
  | 'pauseSamples'
  | 'verdict'
>;

/** Settings of the request that made a take: all but its neighbours and its voice. Plain JSON. */
export type TakeSettings = Omit<
  SpeechRequestInput,
  'text' | 'voices' | 'earlier' | 'seed' | 'place' | 'finishedPieces' | 'delivery'
>;

/** One reading of a sentence, without its codes. Plain JSON. */
export type Take = {
  readonly id: string;
  readonly rowId: string;
  readonly madeAtMs: number;
  /** The sentence as it was written. */
  readonly text: string;
  /** Seed of the request; with the same settings, voice and context it gives this take again. */
  readonly seed: number;
  readonly settings: TakeSettings;
  /** `voiceKey` of who says it. */
  readonly voice: string;
  /** Id of the model's package, which decodes its codes. */
  readonly model: string;
  /** Takes that the model was shown as what was said before, the oldest first. */
  readonly contextIds: readonly string[];
  readonly sampleRateHz: number;
  readonly sampleCount: number;
  readonly pieces: readonly TakePiece[];
};

/** Codes of a take, one grid a piece. */
export type TakeCodes = readonly CodeGrid[];

/** The worst that is said of its pieces; of a take without any, `silent`. */
export function verdictOfTake({ pieces }: Take): PieceVerdict {
  if (pieces.length === 0) return 'silent';
  return pieces.find(({ verdict }) => verdict !== 'good')?.verdict ?? 'good';
}

/**
 * The take that is heard for a row: the chosen one, else the newest of its voice and model.
 * @param takes of the row, the oldest first.
 */
export function currentTake(
  takes: readonly Take[],
  chosenTakeId: string | null,
  voice: string,
  model: string | null,
): Take | null {
  const chosen = takes.find(({ id }) => id === chosenTakeId);
  return chosen ?? takes.findLast((take) => take.voice === voice && isOfModel(take, model)) ?? null;
}

/** @param model null before one is loaded: then any may be. */
function isOfModel(take: Take, model: string | null): boolean {
  return model === null || take.model === model;
}
