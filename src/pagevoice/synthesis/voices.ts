import type { ListedVoice } from '../list-voices';

/** `SpeechSynthesisVoice` of the stand-in. */
export class StandInVoice {
  /** Id of the voice as Pagevoice knows it. */
  readonly voiceURI: string;
  readonly name: string;
  readonly lang: string;
  /** Nothing that is said leaves the device. */
  readonly localService = true;
  readonly default: boolean;

  constructor({ id, name, languages }: ListedVoice, isDefault: boolean) {
    this.voiceURI = id;
    this.name = name;
    this.lang = regional(languages[0] ?? 'en');
    this.default = isDefault;
  }
}

/** Readers look for a tag with a region; English without one is American here, as it is pronounced. */
function regional(tag: string): string {
  return tag === 'en' ? 'en-US' : tag;
}
