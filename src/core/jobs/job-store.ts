import type { Job, JobPiece } from './job';

/** A file that a caller has sent, or has announced. */
export type JobFile = {
  readonly id: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly filename: string;
  readonly contentType: string;
  readonly path: string;
  readonly category: string;
  /** Null until its bytes have come. */
  readonly byteLength: number | null;
};

/**
 * Port: jobs, their pieces and files, kept over reloads. Adapters: IndexedDB, memory.
 * @throws FailureError 'storage' when the disk is full or cannot be used.
 */
export interface JobStore {
  /** In any order. */
  jobs(): Promise<readonly Job[]>;
  /** @param piece one that the job has finished; both are stored, or neither. */
  putJob(job: Job, piece?: JobPiece): Promise<void>;
  /** In their order. */
  pieces(jobId: string): Promise<readonly JobPiece[]>;
  removePieces(jobId: string): Promise<void>;
  /** With its pieces. Harmless when there is none. */
  removeJob(jobId: string): Promise<void>;
  files(): Promise<readonly JobFile[]>;
  /** @param bytes null keeps those that are there. */
  putFile(file: JobFile, bytes: Uint8Array | null): Promise<void>;
  fileBytes(fileId: string): Promise<Uint8Array | null>;
  removeFile(fileId: string): Promise<void>;
}
