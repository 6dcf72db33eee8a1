import type { EndRule } from '../synthesis/speech-request';
import type { SpeechProfile } from '../text/speech-profile';
import type { ModelFamily } from './model-spec';

/** What one family does differently, as data. What needs code is in one module each of prompt and text. */
export type FamilyTraits = {
  /** What people call it. */
  readonly name: string;
  /** Columns of BOS alone before the first one that is drawn. */
  readonly leadColumnCount: number;
  /** Columns with a code of codebook 0 that must have been drawn before EOS can be, beyond the ramp of the delay. */
  readonly framesBeforeEnd: number;
  /** Whether a reference stands between a frame of BOS and one of EOS. */
  readonly framesReferences: boolean;
  /** Whether scenes and voices can be described in words. */
  readonly takesDescriptions: boolean;
  /** Whether a reference can only be used with its transcript. */
  readonly needsTranscripts: boolean;
  /** Rules that its reference implementations have; `robust` is ours and always there. */
  readonly endRules: readonly EndRule[];
  /** Sampling where the checkpoint is silent. */
  readonly sampling: {
    readonly rasWindowLength: number;
    readonly rasMaxRepeats: number;
    readonly scenePrompt: string | null;
  };
  /** Profile for packages that tell none: chunks of words as the makers' scripts cut them. */
  readonly speech: SpeechProfile;
  /** Terms that forbid uses which people would expect to be allowed: they are to be accepted before anything is loaded. */
  readonly mustAcceptLicence: boolean;
  /** What the published licence comes to, for checkpoints whose folder lacks it. */
  readonly licence: { readonly name: string; readonly text: string } | null;
};

/** Source of the words and of the two remembered chunks: higgs-audio.md D, and the published examples of long texts. */
const chunksOfMakers: SpeechProfile = {
  pieces: { maxWords: 200, maxSentences: null, remembered: 2 },
  length: null,
  languages: [],
  letters: null,
  textRules: [],
};

/** Source: higgs-audio.md C.7, E, H.2 and H.5 to H.7. */
export const familyTraits: Readonly<Record<ModelFamily, FamilyTraits>> = {
  'higgs-audio-v2': {
    name: 'Higgs Audio V2',
    leadColumnCount: 1,
    framesBeforeEnd: 0,
    framesReferences: true,
    takesDescriptions: true,
    needsTranscripts: true,
    endRules: ['robust', 'transformers', 'first-release'],
    sampling: { rasWindowLength: 7, rasMaxRepeats: 2, scenePrompt: 'Audio is recorded from a quiet room.' },
    speech: chunksOfMakers,
    mustAcceptLicence: false,
    licence: null,
  },
  'higgs-audio-v3': {
    name: 'Higgs Audio V3',
    leadColumnCount: 0,
    framesBeforeEnd: 1,
    framesReferences: false,
    takesDescriptions: false,
    needsTranscripts: false,
    endRules: ['robust'],
    sampling: { rasWindowLength: 0, rasMaxRepeats: 2, scenePrompt: null },
    speech: chunksOfMakers,
    mustAcceptLicence: true,
    licence: {
      name: 'Boson Higgs TTS 3 (Higgs Audio v3) Research and Non-Commercial License',
      text:
        'The weights are published for research and for use without commercial purpose. Sound made with them may be ' +
        "published, also for money, if Boson AI's Higgs Audio is credited. Hosting the model, offering it through an " +
        'API or building it into a product that earns money needs a licence from Boson AI.\n\n' +
        'This is a summary. The terms themselves lie beside the published weights (bosonai/higgs-audio-v3-tts-4b, LICENSE).',
    },
  },
};
