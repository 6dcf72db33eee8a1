import type { ChunkMethod, EndRule } from '../../core/synthesis/speech-request';
import type { Pronunciation } from '../../core/text/pronunciations';

/** Whose voice speaks. `plain`: no reference at all, the model chooses. */
export type VoiceChoice =
  | { readonly type: 'plain' }
  | { readonly type: 'preset'; readonly id: string }
  | { readonly type: 'described' }
  | { readonly type: 'own' };

/**
 * What a person has written and ticked, as it stands in the fields: numbers are text until a request is made of them,
 * and an empty field means the model's own default.
 */
export type PageForm = {
  readonly text: string;
  readonly voice: VoiceChoice;
  /** Of SPEAKER1, SPEAKER2 …: a preset's id, or '' for the voice of the first speaker; undefined until it is chosen. */
  readonly furtherVoices: readonly (string | undefined)[];
  readonly voiceDescription: string;
  readonly referenceTranscript: string;
  readonly referenceConsent: boolean;
  /** Null until it is edited: then the model's own scene holds. */
  readonly scene: string | null;
  readonly seed: string;
  readonly isSeedLocked: boolean;
  readonly temperature: string;
  readonly topK: string;
  readonly topP: string;
  readonly rasWindowLength: string;
  readonly rasMaxRepeats: string;
  readonly maxSeconds: string;
  readonly chunkMethod: ChunkMethod;
  readonly chunkMaxWords: string;
  readonly chunkMaxTurns: string;
  readonly chunkBufferSize: string;
  readonly pauseScale: string;
  readonly retakes: string;
  /** Names of those that are on; null where all are as the voice's package says. */
  readonly textRules: readonly string[] | null;
  readonly pronunciations: readonly Pronunciation[];
  readonly referencesInSystemMessage: boolean;
  readonly endRule: EndRule;
  readonly codecMode: 'exact' | 'fast';
};

export const greeting =
  'Hello! This voice is made right here, inside the page. Write something of your own, and listen.';

export const emptyForm: PageForm = {
  text: greeting,
  voice: { type: 'plain' },
  furtherVoices: [],
  voiceDescription: '',
  referenceTranscript: '',
  referenceConsent: false,
  scene: null,
  seed: '',
  isSeedLocked: false,
  temperature: '',
  topK: '',
  topP: '',
  rasWindowLength: '',
  rasMaxRepeats: '',
  maxSeconds: '',
  chunkMethod: 'auto',
  chunkMaxWords: '',
  chunkMaxTurns: '',
  chunkBufferSize: '',
  pauseScale: '',
  retakes: '',
  textRules: null,
  pronunciations: [],
  referencesInSystemMessage: false,
  endRule: 'robust',
  codecMode: 'exact',
};

/** Most speakers of one text: the engine takes no more references. */
export const mostSpeakers = 16;

/** Without a choice the speakers of a dialogue take turns through the presets, so that they can be told apart. */
export function furtherVoice(
  form: PageForm,
  presets: readonly { readonly id: string }[],
  speaker: number,
): string {
  const chosen = form.furtherVoices[speaker - 1];
  if (chosen === '' || presets.some(({ id }) => id === chosen)) return chosen ?? '';
  return presets[speaker % Math.max(1, presets.length)]?.id ?? '';
}
