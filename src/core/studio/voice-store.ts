import type { OwnVoice } from './own-voice';

/**
 * Port: a person's own voices, kept over reloads. Adapters: IndexedDB, memory. A change is durable once its promise is
 * fulfilled.
 * @throws FailureError 'storage' when the disk is full or cannot be used; what is there stays.
 */
export interface VoiceStore {
  /** The oldest first. */
  list(): Promise<readonly OwnVoice[]>;
  /** Replaces the one with its id. */
  put(voice: OwnVoice): Promise<void>;
  /** Harmless when there is none. */
  remove(id: string): Promise<void>;
}

/** Voices as long as this page is open: for those who keep nothing on the device, and where nothing can be kept. */
export class MemoryVoiceStore implements VoiceStore {
  readonly #voices = new Map<string, OwnVoice>();

  async list(): Promise<readonly OwnVoice[]> {
    return [...this.#voices.values()].sort((one, other) => one.madeAtMs - other.madeAtMs);
  }

  async put(voice: OwnVoice): Promise<void> {
    this.#voices.set(voice.id, voice);
  }

  async remove(id: string): Promise<void> {
    this.#voices.delete(id);
  }
}
