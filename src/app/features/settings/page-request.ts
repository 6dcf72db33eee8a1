import { fail } from '../../../core/failure';
import type { SamplingSettings } from '../../../core/generation/sampling-settings';
import { familyTraits } from '../../../core/model/families';
import { frameRateHz } from '../../../core/model/model-spec';
import type { Manifest } from '../../../core/package/manifest';
import { fieldOf, rangeOf, settings } from '../../../core/speech/settings';
import type { SpeechRequestInput, VoiceReference } from '../../../core/speech/speech-request';
import { castVoiceOfOwn, type OwnVoice, type VoiceOfCodes } from '../../../core/studio/own-voice';
import { hasSomethingToSay, nothingToSay } from '../../../core/text/something-to-say';
import { speakersIn } from '../../../core/text/speaker-tags';
import {
  furtherVoice,
  MOST_SPEAKERS,
  type NumberName,
  numberSettings,
  type PageForm,
} from './settings-slice';

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
 * The request that the fields of a checked form describe. What the page cannot know (ranges, whether the text
 * can be spoken) is left to the engine's own parser.
 * @param main what speaks where the form has a recording or a kept voice, else null.
 * @param own voices that the model can speak with.
 * @throws FailureError 'bad-request'.
 */
export function requestOf(
  form: PageForm,
  manifest: Manifest,
  seed: number,
  main: VoiceOfCodes | null,
  own: readonly OwnVoice[] = [],
): SpeechRequestInput {
  const maxNewColumns = maxNewColumnsOf(form, manifest);
  // The field is not shown where it has no meaning, so its value was meant for another model.
  const takesScenes = familyTraits[manifest.spec.language.family].takesDescriptions;
  return {
    text: form.text,
    voices: castOf(form, manifest, voicesOf(form, main), own),
    ...(form.scene === null || !takesScenes ? {} : { scenePrompt: form.scene.trim() || null }),
    seed,
    sampling: numbersOf<Partial<SamplingSettings>>(form, samplingNames),
    ...numbersOf<FormNumbers>(form, pieceNames),
    ...(maxNewColumns === undefined ? {} : { maxNewColumns }),
    chunkMethod: form.chunkMethod,
    ...(form.textRules === null ? {} : { textRules: form.textRules }),
    ...(form.pronunciations.length === 0 ? {} : { pronunciations: form.pronunciations }),
    referencesInSystemMessage: form.referencesInSystemMessage,
    endRule: form.endRule,
    codecMode: form.codecMode,
  };
}

/** @returns the seed in the field. @throws FailureError 'bad-request' if it is no whole number of 32 bits. */
export function seedOf(form: PageForm, manifest: Manifest): number {
  const seed = form.seed.trim() === '' ? Number.NaN : Number(form.seed);
  const { min, max } = rangeOf(settings.seed, manifest);
  if (Number.isInteger(seed) && seed >= min && seed <= max) return seed;
  const message = `The seed must be a whole number from ${min} to ${max}, or be drawn anew each time.`;
  return fail('bad-request', message, { field: 'seed' });
}

/** The field counts seconds, the engine columns; so a value out of range is reported in seconds. */
function maxNewColumnsOf(form: PageForm, manifest: Manifest): number | undefined {
  const seconds = numberOf(form, 'maxSeconds');
  if (seconds === undefined) return undefined;
  const rate = frameRateHz(manifest.spec.codec);
  const columns = Math.round(seconds * rate);
  const { min, max } = rangeOf(settings.maxNewColumns, manifest);
  if (columns >= min && columns <= max) return columns;
  const range = `from ${(min / rate).toFixed(2)} to ${Math.floor(max / rate)} seconds`;
  const message = `“${settings.maxNewColumns.label}” must be a number ${range}.`;
  return fail('bad-request', message, { field: 'maxNewColumns' });
}

type FormNumbers = Partial<Pick<SpeechRequestInput, keyof SpeechRequestInput & NumberName>>;
const numberNames = Object.keys(numberSettings) as readonly NumberName[];
const samplingNames = numberNames.filter((name) => numberSettings[name] === `sampling.${name}`);
const pieceNames = numberNames.filter((name) => numberSettings[name] === name);

/** Values of the fields that are filled in. */
function numbersOf<T>(form: PageForm, names: readonly NumberName[]): T {
  const filled = names.map((name) => [name, numberOf(form, name)]).filter(([, value]) => value !== undefined);
  return Object.fromEntries(filled) as T;
}

function numberOf(form: PageForm, name: NumberName): number | undefined {
  if (form[name].trim() === '') return undefined;
  const value = Number(form[name]);
  if (Number.isFinite(value)) return value;
  const key = numberSettings[name];
  const message = `“${settings[key].label}” must be a number, not “${form[name]}”.`;
  return fail('bad-request', message, { field: fieldOf(key) });
}

function voicesOf(form: PageForm, main: VoiceOfCodes | null): VoiceReference[] {
  const voice = form.voice;
  if (voice.type === 'plain') return [];
  if (voice.type === 'preset') return [{ type: 'preset', id: voice.id }];
  if (voice.type === 'described') return [{ type: 'profile', description: form.voiceDescription.trim() }];
  if (!main) throw new TypeError('A request with an own voice needs its codes.');
  return [main];
}

/** A voice for every speaker that the text names. Without a first reference the model casts them all itself. */
function castOf(
  form: PageForm,
  manifest: Manifest,
  first: readonly VoiceReference[],
  own: readonly OwnVoice[],
): readonly VoiceReference[] {
  const last = Math.min(speakersIn(form.text).at(-1) ?? 0, MOST_SPEAKERS - 1);
  const [main] = first;
  if (!main) return [];
  const further = Array.from({ length: last }, (_, index): VoiceReference => {
    const id = furtherVoice(form, manifest.voices, own, index + 1);
    const kept = own.find((voice) => voice.id === id);
    if (kept) return castVoiceOfOwn(kept);
    return id === '' ? main : { type: 'preset', id };
  });
  return [main, ...further];
}
