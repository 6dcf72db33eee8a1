import type { SettingKey, SettingValues } from '../../../core/speech/setting';
import { settings } from '../../../core/speech/settings';
import type { Pronunciation } from '../../../core/text/pronunciations';

/** The voice that speaks. `plain`: no reference at all, the model chooses. `own`: the recording; `kept`: an own voice. */
export type VoiceChoice =
  | { readonly type: 'plain' }
  | { readonly type: 'preset'; readonly id: string }
  | { readonly type: 'described' }
  | { readonly type: 'own' }
  | { readonly type: 'kept'; readonly id: string };

/** Names of the form's numbers, and which setting each is. */
export const numberSettings = {
  temperature: 'sampling.temperature',
  topK: 'sampling.topK',
  topP: 'sampling.topP',
  rasWindowLength: 'sampling.rasWindowLength',
  rasMaxRepeats: 'sampling.rasMaxRepeats',
  maxSeconds: 'maxNewColumns',
  chunkMaxWords: 'chunkMaxWords',
  chunkMaxTurns: 'chunkMaxTurns',
  chunkBufferSize: 'chunkBufferSize',
  pauseScale: 'pauseScale',
  retakes: 'retakes',
} as const satisfies Readonly<Record<string, SettingKey>>;
export type NumberName = keyof typeof numberSettings;
type Numbers = { readonly [Name in NumberName]: string };
const emptyNumbers = Object.fromEntries(Object.keys(numberSettings).map((name) => [name, ''])) as Numbers;

/** Settings that the form holds as the request does. */
type Choices = Pick<SettingValues, 'chunkMethod' | 'endRule' | 'codecMode' | 'referencesInSystemMessage'>;
const firstChoices: Choices = {
  chunkMethod: settings.chunkMethod.default,
  endRule: settings.endRule.default,
  codecMode: settings.codecMode.default,
  referencesInSystemMessage: settings.referencesInSystemMessage.default,
};

/**
 * Contents of the form's fields: numbers are text until a request is made of them, and an empty field means
 * the model's own default.
 */
export type PageForm = Numbers &
  Choices & {
    readonly text: string;
    readonly voice: VoiceChoice;
    /** Voices of SPEAKER1, SPEAKER2 …: id of a preset or of an own voice, or '' for that of the first speaker; undefined until chosen. */
    readonly furtherVoices: readonly (string | undefined)[];
    readonly voiceDescription: string;
    readonly referenceTranscript: string;
    readonly referenceConsent: boolean;
    /** Null until it is edited: then the model's own scene holds. */
    readonly scene: string | null;
    readonly seed: string;
    readonly isSeedLocked: boolean;
    /** Names of those that are on; null where all are as the voice's package says. */
    readonly textRules: readonly string[] | null;
    readonly pronunciations: readonly Pronunciation[];
  };

const greeting =
  'Hello! This voice is made right here, inside the page. Write something of your own, and listen.';

export const emptyForm: PageForm = {
  ...emptyNumbers,
  ...firstChoices,
  text: greeting,
  voice: { type: 'plain' },
  furtherVoices: [],
  voiceDescription: '',
  referenceTranscript: '',
  referenceConsent: false,
  scene: null,
  seed: '',
  isSeedLocked: false,
  textRules: null,
  pronunciations: [],
};

export type SettingsSlice = { readonly form: PageForm };

export const firstSettings: SettingsSlice = { form: emptyForm };

export const formChanged =
  (change: Partial<PageForm>) =>
  ({ form }: SettingsSlice): SettingsSlice => ({ form: { ...form, ...change } });

/** Limit of speakers in one text, set by the engine's limit of references. */
export const MOST_SPEAKERS = 16;

type WithId = { readonly id: string };

/** Speakers without a choice take turns through the presets, so that they sound different. */
export function furtherVoice(
  form: PageForm,
  presets: readonly WithId[],
  own: readonly WithId[],
  speaker: number,
): string {
  const chosen = form.furtherVoices[speaker - 1];
  if (chosen === '' || [...presets, ...own].some(({ id }) => id === chosen)) return chosen ?? '';
  return presets[speaker % Math.max(1, presets.length)]?.id ?? '';
}
