import type { CodeGrid } from '../codec/code-grid';
import { assert } from '../failure';
import type { Manifest, PresetVoice } from '../package/manifest';
import type { SpeakerVoice } from '../prompt/speech-turns';
import type { VoiceReference } from './speech-request';

/** The speakers of a parsed request as the prompt shows them: presets become their codes. */
export function speakerVoices(
  voices: readonly VoiceReference[],
  manifest: Manifest,
): readonly SpeakerVoice[] {
  return voices.map((voice) => {
    if (voice.type === 'codes') return { type: 'reference', grid: voice.grid, transcript: voice.transcript };
    if (voice.type === 'profile') return voice;
    const preset = manifest.voices.find(({ id }) => id === voice.id);
    assert(preset, 'a parsed request names voices of the manifest');
    return presetVoice(preset);
  });
}

/** A preset as the prompt shows it. */
export function presetVoice({ codes, transcript }: PresetVoice): SpeakerVoice {
  if (codes === null || transcript === null) return { type: 'own' };
  return { type: 'reference', grid: gridOf(codes), transcript };
}

/** @param codes `[codebook][frame]`. */
function gridOf(codes: readonly (readonly number[])[]): CodeGrid {
  return {
    codes: Int32Array.from(codes.flat()),
    codebookCount: codes.length,
    frameCount: codes[0]?.length ?? 0,
  };
}
