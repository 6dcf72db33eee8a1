import type { CodeGrid } from '../codec/code-grid';
import type { Manifest } from '../package/manifest';
import type { SoundTags } from '../pcm/sound-tags';
import type { SpokenChunk } from '../prompt/fit-prompt';
import type { SpeechEngine } from '../speech/speech-engine';
import type { VoiceReference } from '../speech/speech-request';

/** A model that can be asked for. */
export type ApiModel = {
  /** Id of its manifest. */
  readonly id: string;
  readonly title: string;
  /** Milliseconds since 1970; 0 where it is not known. */
  readonly createdAtMs: number;
  readonly isLoaded: boolean;
  /** Other names that it answers to, from its manifest. */
  readonly aliases?: readonly string[];
};

/** The part of the engine that calls use. */
export type CalledEngine = Pick<SpeechEngine, 'speak' | 'encodeReference'>;

/** A loaded model, with the engine that speaks with it. */
export type OpenModel = { readonly manifest: Manifest; readonly engine: CalledEngine };

/** A voice made of a recording, kept on this device. */
export type KeptVoice = {
  readonly id: string;
  readonly name: string;
  /** Agreement of the voice's owner, in the words that were sent. */
  readonly consent: string;
  /** Words of the recording; empty where they are not known. */
  readonly transcript: string;
  readonly grid: CodeGrid;
  /** SHA-256 of the codec that made the codes: they mean nothing to another one. */
  readonly codecId: string;
  readonly createdAtMs: number;
};

export interface VoiceShelf {
  list(): Promise<readonly KeptVoice[]>;
  put(voice: KeptVoice): Promise<void>;
  remove(id: string): Promise<void>;
}

/** A reply that later turns of a conversation can go on from. */
export type KeptReply = {
  readonly id: string;
  readonly expiresAtMs: number;
  /** As of `KeptVoice`. */
  readonly codecId: string;
  /** Its speakers, by the names that replies tell. */
  readonly voices: readonly { readonly id: string; readonly reference: VoiceReference }[];
  readonly chunks: readonly SpokenChunk[];
};

/** Port: keeps replies until they expire, also when the page is loaded again. */
export interface ReplyShelf {
  get(id: string): Promise<KeptReply | null>;
  put(reply: KeptReply): Promise<void>;
  dropExpired(nowMs: number): Promise<void>;
}

/** `wav-float` is a WAV file with samples of 32-bit float; `pcm` is 16-bit little-endian without a header. */
export type SoundFormat = 'wav' | 'wav-float' | 'pcm' | 'mp3' | 'opus' | 'aac' | 'flac';

/** Writes sound that comes in parts. @returns bytes of the file that are ready. */
export interface SoundEncoder {
  readonly contentType: string;
  add(samples: Float32Array): Promise<Uint8Array>;
  end(): Promise<Uint8Array>;
  /** Gives up; `end` is not called then. */
  cancel(): void;
}

/** Port: the formats that this browser can write. */
export interface SoundFormats {
  /** Loads nothing. */
  available(): Promise<readonly SoundFormat[]>;
  /**
   * @param sampleCount the whole length where it is known: then the header tells it.
   * @param tags that the file carries, where its format has a place for them.
   * @throws FailureError 'unsupported' that names the available ones.
   */
  open(
    format: SoundFormat,
    sampleRateHz: number,
    sampleCount: number | null,
    tags?: SoundTags,
  ): Promise<SoundEncoder>;
}

/** Port: all that the API needs from the place it runs in. */
export type ApiHost = {
  /** The key that every call must show; left out or null where none is asked for. */
  readonly apiKey?: () => string | null;
  /** The first is the one that speaks when none is named. */
  readonly models: () => Promise<readonly ApiModel[]>;
  /**
   * Loads the model if it is not loaded.
   * @param id one of `models`, null for the loaded one, or the first.
   * @throws FailureError 'model-not-loaded' when there is no such model, or it may not be loaded now.
   */
  readonly openModel: (id: string | null, signal: AbortSignal) => Promise<OpenModel>;
  readonly voices: VoiceShelf;
  /** Left out: replies are kept for as long as the page is open. */
  readonly replies?: ReplyShelf;
  readonly formats: SoundFormats;
  /** Any sound file to mono. @throws FailureError 'bad-audio' */
  readonly readRecording: (
    bytes: Uint8Array,
    signal: AbortSignal,
  ) => Promise<{ readonly samples: Float32Array; readonly sampleRateHz: number }>;
  /** Fetches an address that a call names; null where the option is off. @throws FailureError 'network' */
  readonly fetchFile: ((url: string, signal: AbortSignal) => Promise<Uint8Array>) | null;
  readonly drawSeed: () => number;
  /** A random name that is not used elsewhere. */
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
};
