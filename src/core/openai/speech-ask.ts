import type { KeptReply } from '../api/api-host';
import type { ApiFile } from '../api/exchange';
import type { CodeGrid } from '../codec/code-grid';
import type { Fields } from '../data/untrusted-json';
import type { FoundVoice } from './find-voice';

/** The word of a client that has to name a voice and wants none in particular. */
export const DEFAULT_VOICE = 'default';

/** True where no voice in particular is named. */
export function namesNone(voices: readonly VoiceAsk[]): boolean {
  return voices.every((voice) => voice.type === 'name' && voice.name === DEFAULT_VOICE);
}

/** A speaker as a call asks for it; `field` names the part of the call in sentences. */
export type VoiceAsk = { readonly field: string } & (
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'recording'; readonly file: string | ApiFile; readonly transcript: string }
  | { readonly type: 'description'; readonly description: string }
  | { readonly type: 'codes'; readonly grid: CodeGrid; readonly transcript: string }
  /** A voice of an earlier reply. */
  | { readonly type: 'found'; readonly voice: FoundVoice }
);

/** The speech that a call asks for, whichever address it came to; not compared with a model yet. */
export type SpeechAsk = {
  /** Name of the model; null for the one that is there. */
  readonly model: string | null;
  readonly text: string;
  /** Speakers in the order SPEAKER0, SPEAKER1 …; empty where the call names none. */
  readonly voices: readonly VoiceAsk[];
  /** Null: the model's own. */
  readonly scene: string | null;
  /** Replies of before, the oldest first. */
  readonly earlier: readonly KeptReply[];
  /** 1 for speech as it is made. */
  readonly speed: number;
  /** Fields of the call that change nothing. */
  readonly ignored: readonly string[];
  /** Fields of the call, settings among them. */
  readonly settings: Fields;
  /** Most columns of the whole reply; null: no limit but that of each piece. */
  readonly maxColumns: number | null;
  /** The caller's names of fields, for sentences. */
  readonly fields: {
    readonly text: string;
    readonly scene: string;
    readonly voice: string;
    readonly maxColumns: string;
  };
};
