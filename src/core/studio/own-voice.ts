import type { CodeGrid } from '../codec/code-grid';
import { type CastVoice, voiceKey } from './cast';

/** The agreement to the use of a voice, which goes with it wherever it is moved. */
export type VoiceConsent = {
  /** Milliseconds since 1970. */
  readonly givenAtMs: number;
  /** The words that were agreed to. */
  readonly words: string;
};

/** A recorded voice that is kept as codes. Plain data. */
export type OwnVoice = {
  readonly id: string;
  readonly name: string;
  readonly madeAtMs: number;
  /** The words of the recording. */
  readonly transcript: string;
  readonly consent: VoiceConsent;
  /** Id of the package whose codec has made the codes, and reads them. */
  readonly model: string;
  readonly grid: CodeGrid;
};

export type VoiceOfCodes = Extract<CastVoice, { type: 'codes' }>;

/** The reference that speaks with it. */
export function castVoiceOfOwn({ grid, transcript }: OwnVoice): VoiceOfCodes {
  return { type: 'codes', grid, transcript };
}

/** The kept voice that a member of a cast has; null where it is another one, or is not kept any more. */
export function ownVoiceOf(voices: readonly OwnVoice[], voice: CastVoice): OwnVoice | null {
  if (voice.type !== 'codes') return null;
  return voices.find((own) => voiceKey(castVoiceOfOwn(own)) === voiceKey(voice)) ?? null;
}

/** Another name where one has it already: `Anna 2`. */
export function freeName(name: string, voices: readonly OwnVoice[]): string {
  const taken = new Set(voices.map((voice) => voice.name));
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name} ${number}`)) number++;
  return `${name} ${number}`;
}
