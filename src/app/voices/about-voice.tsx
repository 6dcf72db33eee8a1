import type { PresetVoice } from '../../core/store/manifest';

/** Whose the chosen preset is, and what is said in its recording. */
export function AboutVoice({ voice }: { readonly voice: PresetVoice }) {
  return (
    <details className="about">
      <summary>About this voice</summary>
      {voice.transcript && <p className="hint">Its recording says: “{voice.transcript}”</p>}
      <p className="hint">Licence: {voice.licence}</p>
    </details>
  );
}
