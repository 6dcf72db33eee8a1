import type { FinishedPiece, SpeechRequestInput, VoiceReference } from '../speech/speech-request';
import type { TaskStatus } from './task-status';

/** A recording of a voice that the model has not encoded yet. */
export type GivenRecording = {
  readonly type: 'recording';
  readonly bytes: Uint8Array;
  readonly transcript: string;
};

/**
 * The text of a job and its settings; its seed is drawn when it is accepted, so that every run of it makes the same
 * samples.
 */
export type JobRequest = Omit<SpeechRequestInput, 'voices' | 'finishedPieces'> & {
  readonly seed: number;
  readonly voices: readonly (VoiceReference | GivenRecording)[];
};

export type Infra = 'cloud' | 'private' | 'private_first';

/** Fields of a call to run that stand beside its input. */
export type JobOrder = {
  readonly app: string;
  readonly modelId: string;
  readonly infra: Infra;
  readonly webhook: string | null;
  readonly sessionId: string | null;
  readonly sessionTimeoutSeconds: number | null;
  /** The job does not begin before; milliseconds since 1970. */
  readonly runAtMs: number | null;
  readonly metadata: unknown;
};

export type JobEvent = { readonly id: string; readonly atMs: number; readonly status: TaskStatus };
export type JobLog = { readonly id: string; readonly atMs: number; readonly content: string };

/** A finished piece with its place in the sound and in the text. */
export type JobPiece = FinishedPiece & {
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly startSample: number;
  readonly sampleCount: number;
};

/** Facts of the finished speech. Seconds. */
export type JobResult = {
  readonly sampleRateHz: number;
  readonly sampleCount: number;
  readonly stopReason: 'end-of-speech' | 'length';
  readonly synthesisSeconds: number;
  readonly pieces: readonly Pick<
    JobPiece,
    'text' | 'from' | 'to' | 'startSample' | 'sampleCount' | 'seed' | 'verdict'
  >[];
};

/** Report of the end of a job to an address. */
export type Delivery = {
  readonly state: 'waiting' | 'sent' | 'given-up';
  readonly tryCount: number;
};

export type Job = {
  readonly id: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly status: TaskStatus;
  readonly order: JobOrder;
  /** As it was sent, for the reply. */
  readonly input: unknown;
  readonly request: JobRequest;
  /** 0 … 100, never less than before. */
  readonly progress: number;
  readonly pieceCount: number;
  readonly finishedPieceCount: number;
  readonly result: JobResult | null;
  readonly error: string | null;
  readonly events: readonly JobEvent[];
  readonly logs: readonly JobLog[];
  readonly delivery: Delivery | null;
};

/** The part of a piece that the engine takes. */
export function finishedPiece({ text, seed, takeCount, codes, verdict }: JobPiece): FinishedPiece {
  return { text, seed, takeCount, codes, verdict };
}
