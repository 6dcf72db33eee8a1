import type { KeptVoice } from '../api/api-host';
import { refuseCall } from '../api/refused-call';
import { quote } from '../failure';
import type { Manifest } from '../package/manifest';
import type { VoiceReference } from '../speech/speech-request';

/** A voice that a call named. */
export type FoundVoice = {
  /** Id of what speaks, as replies tell it. */
  readonly id: string;
  readonly reference: VoiceReference;
};

/** SHA-256 sums of the codec's weights: codes mean the same to models that share them. */
export function codecIdOf({ tensors, shards }: Manifest): string {
  const used = tensors.filter(({ name }) => /^codec\.(decoder|acoustic_decoder)\./.test(name));
  const files = [...new Set(used.map(({ shard }) => shard))].sort((a, b) => a - b);
  return files.map((index) => shards[index]!.sha256).join('.');
}

/** Voices of this device that were made with the model's codec. */
export function usableVoices(kept: readonly KeptVoice[], manifest: Manifest): readonly KeptVoice[] {
  const codecId = codecIdOf(manifest);
  return kept.filter((voice) => voice.codecId === codecId);
}

/**
 * The voice of a name: id of a preset or of a voice made on this device, an alias, or the name that people
 * read.
 * @throws RefusedCall 404 that names the voices there are.
 */
export function findVoice(
  name: string,
  field: string,
  manifest: Manifest,
  kept: readonly KeptVoice[],
): FoundVoice {
  const wanted = name.trim();
  const usable = usableVoices(kept, manifest);
  const found =
    byId(wanted, manifest, usable) ??
    byId(aliasOf(wanted, manifest), manifest, usable) ??
    byId(
      [...usable, ...manifest.voices].find((voice) => isNamed(voice, wanted))?.id ?? null,
      manifest,
      usable,
    );
  if (found) return found;
  const isForeign = kept.some((voice) => voice.id === wanted || isNamed(voice, wanted));
  const why = isForeign
    ? `The voice ${quote(wanted)} was made with the codec of another model.`
    : `There is no voice ${quote(wanted)} here.`;
  const names = [...manifest.voices, ...usable].map(({ id }) => id).join(', ');
  return refuseCall(404, 'voice_not_found', `${why} There is ${names || 'none that has a name'}.`, field);
}

function byId(id: string | null, manifest: Manifest, kept: readonly KeptVoice[]): FoundVoice | null {
  if (id === null) return null;
  if (manifest.voices.some((voice) => voice.id === id)) return { id, reference: { type: 'preset', id } };
  const own = kept.find((voice) => voice.id === id);
  return own ? { id, reference: { type: 'codes', grid: own.grid, transcript: own.transcript } } : null;
}

function aliasOf(name: string, { aliases: { voices } }: Manifest): string | null {
  const key = [name, name.toLowerCase()].find((one) => Object.hasOwn(voices, one));
  return key === undefined ? null : voices[key]!;
}

function isNamed({ id, name }: { readonly id: string; readonly name: string }, wanted: string): boolean {
  const lower = wanted.toLowerCase();
  return lower === id.toLowerCase() || lower === name.toLowerCase();
}
