import type { Job, JobPiece } from './job';
import type { JobFile, JobStore } from './job-store';

/** Jobs as long as this page is open: for tests, and for windows in which nothing may be stored. */
export class MemoryJobStore implements JobStore {
  readonly #jobs = new Map<string, Job>();
  readonly #pieces = new Map<string, Map<number, JobPiece>>();
  readonly #files = new Map<string, JobFile>();
  readonly #bytes = new Map<string, Uint8Array>();

  async jobs(): Promise<readonly Job[]> {
    return [...this.#jobs.values()];
  }

  async putJob(job: Job, piece?: JobPiece): Promise<void> {
    this.#jobs.set(job.id, job);
    if (!piece) return;
    const pieces = this.#pieces.get(job.id) ?? new Map<number, JobPiece>();
    this.#pieces.set(job.id, pieces.set(piece.index, piece));
  }

  async pieces(jobId: string): Promise<readonly JobPiece[]> {
    return [...(this.#pieces.get(jobId)?.values() ?? [])].sort((one, other) => one.index - other.index);
  }

  async removePieces(jobId: string): Promise<void> {
    this.#pieces.delete(jobId);
  }

  async removeJob(jobId: string): Promise<void> {
    this.#jobs.delete(jobId);
    this.#pieces.delete(jobId);
  }

  async files(): Promise<readonly JobFile[]> {
    return [...this.#files.values()];
  }

  async putFile(file: JobFile, bytes: Uint8Array | null): Promise<void> {
    this.#files.set(file.id, file);
    if (bytes) this.#bytes.set(file.id, bytes);
  }

  async fileBytes(fileId: string): Promise<Uint8Array | null> {
    return this.#bytes.get(fileId) ?? null;
  }

  async removeFile(fileId: string): Promise<void> {
    this.#files.delete(fileId);
    this.#bytes.delete(fileId);
  }
}
