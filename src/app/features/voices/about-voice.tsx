import type { PresetVoice } from '../../../core/package/manifest';

/** Licence of the chosen preset, and the words of its recording. */
export function AboutVoice({ voice }: { readonly voice: PresetVoice }) {
  return (
    <details className="about">
      <summary>About this voice</summary>
      {voice.transcript && <p className="hint">Its recording says: “{voice.transcript}”</p>}
      <p className="hint">Licence: {voice.licence}</p>
    </details>
  );
}
