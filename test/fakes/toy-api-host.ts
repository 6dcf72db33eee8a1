import type { ApiHost, ApiModel, KeptVoice, SoundFormats, VoiceShelf } from '../../src/core/api/api-host';
import { plainFormats } from '../../src/core/api/plain-formats';
import type { Manifest } from '../../src/core/package/manifest';
import { readWav } from '../../src/core/pcm/read-wav';
import type { SpeechEngine } from '../../src/core/speech/speech-engine';

/** Voices in memory. */
export class MemoryVoices implements VoiceShelf {
  readonly #voices = new Map<string, KeptVoice>();

  async list(): Promise<readonly KeptVoice[]> {
    return [...this.#voices.values()];
  }

  async put(voice: KeptVoice): Promise<void> {
    this.#voices.set(voice.id, voice);
  }

  async remove(id: string): Promise<void> {
    this.#voices.delete(id);
  }
}

export type ToyHostOptions = {
  readonly formats?: SoundFormats;
  readonly nowMs?: () => number;
  readonly apiKey?: string;
  readonly models?: readonly ApiModel[];
  readonly fetchFile?: ApiHost['fetchFile'];
};

/** A page around an engine, without a page. */
export function toyApiHost(
  manifest: Manifest,
  engine: SpeechEngine,
  {
    formats = plainFormats,
    nowMs = () => 1_763_650_000_000,
    apiKey,
    models,
    fetchFile = null,
  }: ToyHostOptions = {},
): ApiHost & { readonly voices: MemoryVoices } {
  let count = 0;
  return {
    apiKey: () => apiKey ?? null,
    models: async () =>
      models ?? [
        {
          id: manifest.id,
          title: manifest.title,
          createdAtMs: 1_763_000_000_000,
          isLoaded: true,
          aliases: manifest.aliases.models,
        },
      ],
    openModel: async () => ({ manifest, engine }),
    voices: new MemoryVoices(),
    formats,
    readRecording: async (bytes) => readWav(bytes),
    fetchFile,
    drawSeed: () => 7,
    newId: () => String(++count),
    nowMs,
  };
}
