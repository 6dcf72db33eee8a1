import type { PresetVoice } from '../../../core/package/manifest';
import { t } from '../../language/language';

/** Licence of the chosen preset, and the words of its recording. */
export function AboutVoice({ voice }: { readonly voice: PresetVoice }) {
  return (
    <details className="about">
      <summary>{t`About this voice`}</summary>
      {voice.transcript && <p className="hint">{t`Its recording says: “${voice.transcript}”`}</p>}
      <p className="hint">{t`Licence: ${voice.licence}`}</p>
    </details>
  );
}
