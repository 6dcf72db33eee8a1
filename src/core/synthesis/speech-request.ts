import type { CodeGrid } from '../prompt/prompt';
import type { Pronunciation } from '../text/pronunciations';

/** Which end-of-speech rule is used. Source: higgs-audio.md E.2 to E.4. */
export type EndRule = 'robust' | 'transformers' | 'first-release';
/** `auto`: pieces that the loaded voice says well. The others are those of the hosted app. */
export type ChunkMethod = 'auto' | 'speaker' | 'word' | 'none';

export type SamplingSettings = {
  /** 0 is greedy. */
  readonly temperature: number;
  /** 0 is off. */
  readonly topK: number;
  /** 1 is off. */
  readonly topP: number;
  /** 0 is off. */
  readonly rasWindowLength: number;
  readonly rasMaxRepeats: number;
};

/** A speaker's reference, in the order SPEAKER0, SPEAKER1 … */
export type VoiceReference =
  | { readonly type: 'preset'; readonly id: string }
  | { readonly type: 'codes'; readonly grid: CodeGrid; readonly transcript: string }
  | { readonly type: 'profile'; readonly description: string };

/** A parsed, valid request: every field present, defaults filled in from the model's manifest. */
export type SpeechRequest = {
  readonly text: string;
  readonly voices: readonly VoiceReference[];
  readonly scenePrompt: string | null;
  readonly referencesInSystemMessage: boolean;
  readonly chunkMethod: ChunkMethod;
  readonly chunkMaxWords: number;
  readonly chunkMaxTurns: number;
  /** How many previously generated chunks stay in the prompt; null keeps all. */
  readonly chunkBufferSize: number | null;
  /** Scales the pauses between pieces, but not those that the text asks for; 0 leaves none. */
  readonly pauseScale: number;
  /** How often a piece whose length cannot be right is made again, as far as there is time. */
  readonly retakes: number;
  /** `live`: someone listens while it is made. `whole`: it is kept first, so that every piece may be made again. */
  readonly delivery: 'live' | 'whole';
  /** Rules that turn writing into speech, by name; null leaves them to the voice's package. */
  readonly textRules: readonly string[] | 'all' | 'none' | null;
  /** A person's own words for what is written. */
  readonly pronunciations: readonly Pronunciation[];
  readonly sampling: SamplingSettings;
  readonly maxNewColumns: number;
  /** 0 … 2^32 - 1; the caller draws it, so that it can be shown and repeated. */
  readonly seed: number;
  readonly endRule: EndRule;
  /** `exact`: full codec context, no seam. `fast`: small first windows, documented seam error. */
  readonly codecMode: 'exact' | 'fast';
};

/** What a caller may write; parsed by `parseSpeechRequest(input, manifest)` into a SpeechRequest. */
export type SpeechRequestInput = { readonly text: string } & {
  readonly [K in Exclude<keyof SpeechRequest, 'text' | 'sampling'>]?: SpeechRequest[K];
} & { readonly sampling?: Partial<SamplingSettings> };
