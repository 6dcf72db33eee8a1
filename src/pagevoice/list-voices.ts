import type { Manifest } from '../core/package/manifest';
import type { ClonedVoice } from './speech-input';

/** A voice that can be named in a request. */
export type ListedVoice = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** BCP 47 tags of what it speaks well; empty where any language may be tried. */
  readonly languages: readonly string[];
  readonly isCloned: boolean;
};

/** The first is the one that speaks when none is named. */
export function listVoices(manifest: Manifest, cloned: readonly ClonedVoice[]): readonly ListedVoice[] {
  const languages = manifest.speech?.languages ?? [];
  const presets = manifest.voices.map(({ id, name, description }) => ({
    id,
    name,
    description,
    languages,
    isCloned: false,
  }));
  const own = cloned.map(({ id, name }) => ({ id, name, description: '', languages, isCloned: true }));
  return [...presets, ...own];
}
