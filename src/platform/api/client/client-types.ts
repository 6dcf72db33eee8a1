/** Bodies and replies as the client shows them: what most callers need. `docs/api.md` lists every field. */

export type ChatPart =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'input_audio';
      readonly input_audio: { readonly data: string; readonly format: string };
    };

export type ChatMessage = {
  readonly role: 'system' | 'developer' | 'user' | 'assistant';
  readonly content?: string | readonly ChatPart[] | null;
  /** An earlier reply of the assistant. */
  readonly audio?: { readonly id: string };
};

/** Fields that both ways of speaking have. */
type Sampling = {
  readonly temperature?: number;
  readonly top_p?: number;
  readonly top_k?: number;
  readonly seed?: number;
  readonly [extension: string]: unknown;
};

export type ChatCompletionBody = Sampling & {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly modalities: readonly ('text' | 'audio')[];
  readonly audio?: { readonly voice?: string | { readonly id: string }; readonly format?: string };
  readonly max_completion_tokens?: number;
  readonly stop?: string | readonly string[];
};

export type Usage = {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
};

export type ChatCompletion = {
  readonly id: string;
  readonly object: 'chat.completion';
  readonly created: number;
  readonly model: string;
  readonly choices: readonly {
    readonly index: number;
    readonly finish_reason: 'stop' | 'length';
    readonly message: {
      readonly role: 'assistant';
      readonly content: string | null;
      readonly audio: {
        readonly id: string;
        /** The sound file in base64. */
        readonly data: string;
        /** Seconds since 1970. */
        readonly expires_at: number;
        readonly transcript: string;
      } | null;
    };
  }[];
  readonly usage: Usage;
};

export type ChatCompletionChunk = {
  readonly id: string;
  readonly object: 'chat.completion.chunk';
  readonly choices: readonly {
    readonly index: number;
    readonly finish_reason: 'stop' | 'length' | null;
    readonly delta: {
      readonly role?: 'assistant';
      readonly content?: string | null;
      /** `data`: 16-bit little-endian PCM in base64. */
      readonly audio?: {
        readonly id?: string;
        readonly data?: string;
        readonly transcript?: string;
        readonly expires_at?: number;
      };
    };
  }[];
  readonly usage?: Usage | null;
};

export type SpeechBody = Sampling & {
  readonly model: string;
  readonly input: string;
  readonly voice?: string | { readonly id: string };
  readonly instructions?: string;
  readonly response_format?: 'mp3' | 'opus' | 'aac' | 'flac' | 'wav' | 'pcm';
  readonly speed?: number;
  readonly stream_format?: 'audio' | 'sse';
};

export type VoiceBody = {
  readonly name: string;
  readonly audio_sample: Blob;
  /** The consent of the voice's owner, in words. */
  readonly consent: string;
  /** The transcript of the recording. */
  readonly transcript?: string;
};

export type OfferedVoice = { readonly id: string; readonly name: string };
export type VoiceList = { readonly object: 'list'; readonly data: readonly OfferedVoice[] };
export type OfferedModel = { readonly id: string; readonly object: 'model'; readonly created: number };
export type ModelList = { readonly object: 'list'; readonly data: readonly OfferedModel[] };
