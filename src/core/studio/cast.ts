import type { CodeGrid } from '../codec/code-grid';
import type { VoiceReference } from '../speech/speech-request';
import type { ScriptSentence } from './script';

/** Voice of a member of the cast. `plain`: no reference, the model chooses. */
export type CastVoice = { readonly type: 'plain' } | VoiceReference;

export type CastMember = {
  /** The name as the text has it; empty for text that nobody is named for. */
  readonly name: string;
  readonly voice: CastVoice;
};

/** The one who says what nobody is named for. */
export const NARRATOR = '';

/**
 * Members for all who speak, those that are known first. Who has left the text stays: with the name the voice comes back.
 * @param voices that new members are given in turn, so that they sound different.
 */
export function castFor(
  cast: readonly CastMember[],
  sentences: readonly ScriptSentence[],
  voices: readonly CastVoice[],
): readonly CastMember[] {
  const known = new Set(cast.map(({ name }) => name));
  const met = [...new Set(sentences.map(({ speaker }) => speaker))].filter((name) => !known.has(name));
  if (met.length === 0) return cast;
  const members = met.map((name, index): CastMember => {
    const voice = voices[(cast.length + index) % Math.max(1, voices.length)];
    return { name, voice: voice ?? { type: 'plain' } };
  });
  return [...cast, ...members];
}

export function voiceOf(cast: readonly CastMember[], speaker: string): CastVoice {
  return cast.find(({ name }) => name === speaker)?.voice ?? { type: 'plain' };
}

/** Text that tells voices apart: takes of one voice have the same. */
export function voiceKey(voice: CastVoice): string {
  if (voice.type === 'plain') return 'plain';
  if (voice.type === 'preset') return `preset:${voice.id}`;
  if (voice.type === 'profile') return `profile:${voice.description}`;
  return `codes:${gridKey(voice.grid)}:${voice.transcript}`;
}

const gridKeys = new WeakMap<CodeGrid, string>();

/** FNV-1a over the codes, computed once. Source: RFC 9923. */
function gridKey(grid: CodeGrid): string {
  const known = gridKeys.get(grid) ?? hashed(grid);
  gridKeys.set(grid, known);
  return known;
}

function hashed({ codes, frameCount }: CodeGrid): string {
  let hash = 0x811c9dc5;
  for (const code of codes) hash = Math.imul(hash ^ code, 0x01000193) >>> 0;
  return `${frameCount}-${hash.toString(16)}`;
}
