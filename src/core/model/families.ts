import type { EndRule } from './end-rule';
import type { ModelFamily } from './model-spec';

/** Differences of one family, as data. Those that need code are in one module each of prompt and text. */
export type FamilyTraits = {
  /** Name for display. */
  readonly name: string;
  /** Names by which hosts serve models of it: a package without a table of its own answers to them. */
  readonly hostedNames: readonly string[];
  /** Columns of BOS alone before the first one that is drawn. */
  readonly leadColumnCount: number;
  /** Columns with a code of codebook 0 that must have been drawn before EOS can be, beyond the ramp of the delay. */
  readonly framesBeforeEnd: number;
  /** References are framed by a frame of BOS and one of EOS. */
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
  /** Terms that forbid uses which people would expect to be allowed: they are to be accepted before anything is loaded. */
  readonly mustAcceptLicence: boolean;
  /** Summary of the published licence, for checkpoints whose folder lacks it. */
  readonly licence: { readonly name: string; readonly text: string } | null;
};

/** Source: higgs-audio.md C.7, E, H.2 and H.5 to H.7. */
export const familyTraits: Readonly<Record<ModelFamily, FamilyTraits>> = {
  'higgs-audio-v2': {
    name: 'Higgs Audio V2',
    hostedNames: [
      'boson/higgs-audio-v2.5',
      'bosonai/higgs-audio-v2-generation-3B-base',
      'higgs-audio-v2-generation-3B-base',
    ],
    leadColumnCount: 1,
    framesBeforeEnd: 0,
    framesReferences: true,
    takesDescriptions: true,
    needsTranscripts: true,
    endRules: ['robust', 'transformers', 'first-release'],
    sampling: { rasWindowLength: 7, rasMaxRepeats: 2, scenePrompt: 'Audio is recorded from a quiet room.' },
    mustAcceptLicence: false,
    licence: null,
  },
  'higgs-audio-v3': {
    name: 'Higgs Audio V3',
    hostedNames: ['bosonai/higgs-audio-v3-tts-4b', 'higgs-audio-v3-tts-4b'],
    leadColumnCount: 0,
    framesBeforeEnd: 1,
    framesReferences: false,
    takesDescriptions: false,
    needsTranscripts: false,
    endRules: ['robust'],
    sampling: { rasWindowLength: 0, rasMaxRepeats: 2, scenePrompt: null },
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
