import type { Manifest } from '../package/manifest';
import { makersProfile, type SpeechProfile } from '../text/speech-profile';

/** Speech profile of the loaded voice: from its package, else known from the makers. */
export function speechProfile({ speech }: Pick<Manifest, 'speech'>): SpeechProfile {
  return speech ?? makersProfile;
}
