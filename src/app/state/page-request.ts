import { fail } from '../../core/failure';
import { familyTraits } from '../../core/model/families';
import { frameRateHz } from '../../core/model/model-spec';
import type { CodeGrid } from '../../core/prompt/prompt';
import type { Manifest } from '../../core/store/manifest';
import type {
  SamplingSettings,
  SpeechRequestInput,
  VoiceReference,
} from '../../core/synthesis/speech-request';
import { hasSomethingToSay, nothingToSay } from '../../core/text/something-to-say';
import { speakersIn } from '../../core/text/speaker-tags';
import { furtherVoice, mostSpeakers, type PageForm } from './page-form';

/**
 * Refuses what never becomes a request, before anything that still sounds is given up for it.
 * @throws FailureError 'bad-request'.
 */
export function checkForm(form: PageForm, hasReference: boolean): void {
  if (!hasSomethingToSay(form.text)) fail('bad-request', nothingToSay, { field: 'text' });
  if (form.voice.type === 'described' && form.voiceDescription.trim() === '')
    fail('bad-request', 'Describe the voice in a few words, or choose another one.', {
      field: 'voiceDescription',
    });
  if (form.voice.type !== 'own') return;
  if (!hasReference)
    fail('bad-request', 'Your own voice needs a recording: record a few seconds or pick a file.', {
      field: 'reference',
    });
  if (form.referenceTranscript.trim() === '')
    fail('bad-request', 'Write down what the recording says, word for word.', { field: 'transcript' });
  if (!form.referenceConsent)
    fail('bad-request', 'Please confirm that you may use the recorded voice; then it can speak.', {
      field: 'consent',
    });
}

/**
 * The request that the fields of a checked form describe. What the page cannot know (ranges, whether the text can be
 * spoken) is left to the engine's own parser.
 * @param reference codes of the person's own recording, null when there is none.
 * @throws FailureError 'bad-request'.
 */
export function requestOf(
  form: PageForm,
  manifest: Manifest,
  seed: number,
  reference: CodeGrid | null,
): SpeechRequestInput {
  const maxNewColumns = maxNewColumnsOf(form, manifest);
  // The field is not shown where it has no meaning, so what stands in it was meant for another model.
  const takesScenes = familyTraits[manifest.spec.language.family].takesDescriptions;
  return {
    text: form.text,
    voices: castOf(form, manifest, voicesOf(form, reference)),
    ...(form.scene === null || !takesScenes ? {} : { scenePrompt: form.scene.trim() || null }),
    seed,
    sampling: samplingOf(form),
    ...optional('maxNewColumns', maxNewColumns),
    ...piecesOf(form),
    ...(form.textRules === null ? {} : { textRules: form.textRules }),
    ...(form.pronunciations.length === 0 ? {} : { pronunciations: form.pronunciations }),
    referencesInSystemMessage: form.referencesInSystemMessage,
    endRule: form.endRule,
    codecMode: form.codecMode,
  };
}

/** @returns the seed in the field. @throws FailureError 'bad-request' if it is no whole number of 32 bits. */
export function seedOf(form: PageForm): number {
  const seed = Number(form.seed.trim() === '' ? Number.NaN : form.seed);
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    fail('bad-request', 'The seed must be a whole number from 0 to 4294967295, or be drawn anew each time.', {
      field: 'seed',
    });
  return seed;
}

/** The field counts seconds, the engine columns; so what is out of range is told in seconds here. */
function maxNewColumnsOf(form: PageForm, { spec }: Manifest): number | undefined {
  const seconds = numberOf(form.maxSeconds, 'Length limit');
  if (seconds === undefined) return undefined;
  const rate = frameRateHz(spec.codec);
  const { codebooks, maxPositionCount } = spec.language;
  const columns = Math.round(seconds * rate);
  // Fewer columns than codebooks complete no frame, and a model has so many positions and no more.
  if (columns <= codebooks.codebookCount || columns > maxPositionCount) {
    const [least, most] = [(codebooks.codebookCount + 1) / rate, Math.floor(maxPositionCount / rate)];
    fail('bad-request', `“Length limit” must be a number from ${least.toFixed(2)} to ${most} seconds.`, {
      field: 'maxNewColumns',
    });
  }
  return columns;
}

type Pieces = Pick<
  SpeechRequestInput,
  'chunkMethod' | 'chunkMaxWords' | 'chunkMaxTurns' | 'chunkBufferSize' | 'pauseScale' | 'retakes'
>;

function piecesOf(form: PageForm): Pieces {
  return {
    chunkMethod: form.chunkMethod,
    ...optional('chunkMaxWords', numberOf(form.chunkMaxWords, 'Words per piece')),
    ...optional('chunkMaxTurns', numberOf(form.chunkMaxTurns, 'Turns per piece')),
    ...optional('chunkBufferSize', numberOf(form.chunkBufferSize, 'Pieces remembered')),
    ...optional('pauseScale', numberOf(form.pauseScale, 'Pauses')),
    ...optional('retakes', numberOf(form.retakes, 'Made again')),
  };
}

function samplingOf(form: PageForm): Partial<SamplingSettings> {
  return {
    ...optional('temperature', numberOf(form.temperature, 'Temperature')),
    ...optional('topK', numberOf(form.topK, 'Top-k')),
    ...optional('topP', numberOf(form.topP, 'Top-p')),
    ...optional('rasWindowLength', numberOf(form.rasWindowLength, 'Repetition window')),
    ...optional('rasMaxRepeats', numberOf(form.rasMaxRepeats, 'Repeats allowed')),
  };
}

function voicesOf(form: PageForm, reference: CodeGrid | null): VoiceReference[] {
  const voice = form.voice;
  if (voice.type === 'plain') return [];
  if (voice.type === 'preset') return [{ type: 'preset', id: voice.id }];
  if (voice.type === 'described') return [{ type: 'profile', description: form.voiceDescription.trim() }];
  if (!reference) throw new TypeError('A request with the own voice needs its codes.');
  return [{ type: 'codes', grid: reference, transcript: form.referenceTranscript.trim() }];
}

/** A voice for every speaker that the text names. Without a first reference the model casts them all itself. */
function castOf(
  form: PageForm,
  manifest: Manifest,
  first: readonly VoiceReference[],
): readonly VoiceReference[] {
  const last = Math.min(speakersIn(form.text).at(-1) ?? 0, mostSpeakers - 1);
  const [main] = first;
  if (!main) return [];
  const further = Array.from({ length: last }, (_, index): VoiceReference => {
    const id = furtherVoice(form, manifest.voices, index + 1);
    return id === '' ? main : { type: 'preset', id };
  });
  return [main, ...further];
}

function numberOf(field: string, name: string): number | undefined {
  if (field.trim() === '') return undefined;
  const value = Number(field);
  if (!Number.isFinite(value))
    fail('bad-request', `“${name}” must be a number, not “${field}”.`, { field: name });
  return value;
}

function optional<Key extends string>(key: Key, value: number | undefined): { readonly [K in Key]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: number });
}
