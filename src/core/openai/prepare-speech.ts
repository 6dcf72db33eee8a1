import type { ApiHost, KeptVoice, OpenModel } from '../api/api-host';
import { readGivenFile } from '../api/given-file';
import { readSettings } from '../api/read-settings';
import { refuseCall } from '../api/refused-call';
import { familyTraits } from '../model/families';
import type { Manifest } from '../package/manifest';
import { english } from '../sentence';
import { parseSpeechRequest } from '../speech/parse-speech-request';
import type { SpeechRequestInput } from '../speech/speech-request';
import { speakersIn } from '../text/speaker-tags';
import { checkLanguage } from './asked-language';
import { inWordsOf, ofField } from './caller-words';
import { codecIdOf, type FoundVoice, findVoice } from './find-voice';
import { DEFAULT_VOICE, type SpeechAsk, type VoiceAsk } from './speech-ask';

/** Recordings of an ask as sound, by their place among its voices. */
export type Recordings = ReadonlyMap<
  number,
  { readonly samples: Float32Array; readonly sampleRateHz: number }
>;

/** The request to the engine, and the facts of it that the reply tells. */
export type PreparedSpeech = {
  readonly request: SpeechRequestInput;
  readonly voices: readonly FoundVoice[];
  readonly warnings: readonly string[];
};

/** Reads the files of an ask. @throws RefusedCall that names the field. */
export async function readRecordings(
  host: ApiHost,
  { voices }: SpeechAsk,
  signal: AbortSignal,
): Promise<Recordings> {
  const found = new Map<number, { samples: Float32Array; sampleRateHz: number }>();
  for (const [index, voice] of voices.entries()) {
    if (voice.type !== 'recording') continue;
    const { bytes } = await readGivenFile(voice.file, voice.field, host.fetchFile, signal);
    found.set(index, await ofField(voice.field, () => host.readRecording(bytes, signal)));
  }
  return found;
}

/** Checks an ask against a model without computing anything. @throws RefusedCall that names the field. */
export function checkSpeech(ask: SpeechAsk, manifest: Manifest, kept: readonly KeptVoice[]): void {
  const { codebookCount } = manifest.spec.language.codebooks;
  const grid = { codes: new Int32Array(codebookCount), codebookCount, frameCount: 1 };
  const voices = askedVoices(ask, manifest).map(
    (voice): FoundVoice =>
      voice.type === 'recording' ? recorded(grid, voice.transcript) : foundVoice(voice, manifest, kept),
  );
  checkedRequest(ask, manifest, voices);
}

/**
 * Computes the codes of recordings, and joins all to a request that the engine accepts.
 * @throws RefusedCall
 */
export async function prepareSpeech(
  ask: SpeechAsk,
  { manifest, engine }: OpenModel,
  kept: readonly KeptVoice[],
  recordings: Recordings,
  signal: AbortSignal,
): Promise<PreparedSpeech> {
  // Before anything is computed for it.
  checkSpeech(ask, manifest, kept);
  const voices: FoundVoice[] = [];
  const warnings: string[] = [];
  for (const [index, voice] of askedVoices(ask, manifest).entries()) {
    if (voice.type !== 'recording') {
      voices.push(foundVoice(voice, manifest, kept));
      continue;
    }
    const { samples, sampleRateHz } = recordings.get(index)!;
    const { warning, ...grid } = await ofField(voice.field, () =>
      engine.encodeReference(samples, sampleRateHz, signal),
    );
    if (warning !== null) warnings.push(english(warning));
    voices.push(recorded(grid, voice.transcript));
  }
  return { request: checkedRequest(ask, manifest, voices), voices, warnings };
}

/**
 * A text without speakers is spoken by the model's first voice; a dialogue without voices by any. `default`
 * means this where a model has no voice of that id: clients have to write some voice.
 */
function askedVoices({ voices, text, fields }: SpeechAsk, manifest: Manifest): readonly VoiceAsk[] {
  const [only] = voices;
  const isDefault =
    voices.length === 1 &&
    only?.type === 'name' &&
    only.name === DEFAULT_VOICE &&
    manifest.voices.every(({ id }) => id !== DEFAULT_VOICE);
  if (voices.length > 0 && !isDefault) return voices;
  const [first] = manifest.voices;
  return first && speakersIn(text).length === 0
    ? [{ type: 'name', name: first.id, field: fields.voice }]
    : [];
}

function recorded(grid: Extract<FoundVoice['reference'], { type: 'codes' }>['grid'], transcript: string) {
  return { id: 'recording', reference: { type: 'codes' as const, grid, transcript } };
}

function foundVoice(
  voice: Exclude<VoiceAsk, { type: 'recording' }>,
  manifest: Manifest,
  kept: readonly KeptVoice[],
): FoundVoice {
  switch (voice.type) {
    case 'name':
      return findVoice(voice.name, voice.field, manifest, kept);
    case 'description':
      return { id: 'description', reference: { type: 'profile', description: voice.description } };
    case 'codes':
      requireCodes(voice, manifest);
      return { id: 'codes', reference: { type: 'codes', grid: voice.grid, transcript: voice.transcript } };
    case 'found':
      return voice.voice;
  }
}

function requireCodes({ grid, field }: Extract<VoiceAsk, { type: 'codes' }>, { spec }: Manifest): void {
  const { codebookCount, codebookSize } = spec.language.codebooks;
  if (grid.codebookCount === codebookCount && grid.codes.every((code) => code >= 0 && code < codebookSize))
    return;
  const message = `"${field}" must hold codes from 0 to ${codebookSize - 1} in ${codebookCount} lists of this model.`;
  refuseCall(400, 'invalid_value', message, field);
}

function checkedRequest(
  ask: SpeechAsk,
  manifest: Manifest,
  voices: readonly FoundVoice[],
): SpeechRequestInput {
  requireSameCodec(ask, manifest);
  checkLanguage(ask.settings, manifest);
  const request = {
    ...readSettings(ask.settings, manifest),
    text: ask.text,
    voices: voices.map(({ reference }) => reference),
    earlier: ask.earlier.flatMap(({ chunks }) => chunks),
    ...(ask.scene === null ? {} : { scenePrompt: ask.scene }),
    ...(needsSystemMessage(voices, manifest) ? { referencesInSystemMessage: true } : {}),
    ...limitOf(ask, manifest),
  };
  return inWordsOf(ask, () => {
    parseSpeechRequest(request, manifest, () => 0);
    return request;
  });
}

function requireSameCodec({ earlier, fields }: SpeechAsk, manifest: Manifest): void {
  const codecId = codecIdOf(manifest);
  if (earlier.every((reply) => reply.codecId === codecId)) return;
  const message =
    'An earlier reply was spoken with the codec of another model. Leave it out, or ask that model.';
  refuseCall(400, 'audio_of_another_model', message, fields.text);
}

/**
 * A voice without a transcript can stand only in the system message, where a model needs transcripts
 * elsewhere.
 */
function needsSystemMessage(voices: readonly FoundVoice[], { spec }: Manifest): boolean {
  const traits = familyTraits[spec.language.family];
  const isBare = ({ reference }: FoundVoice) =>
    reference.type === 'codes' && reference.transcript.trim() === '';
  return traits.needsTranscripts && traits.takesDescriptions && voices.some(isBare);
}

function limitOf({ maxColumns, fields }: SpeechAsk, { spec }: Manifest): Partial<SpeechRequestInput> {
  if (maxColumns === null) return {};
  const { codebookCount } = spec.language.codebooks;
  const fewest = codebookCount + familyTraits[spec.language.family].leadColumnCount;
  if (maxColumns < fewest) {
    const message = `"${fields.maxColumns}" must be at least ${fewest}: fewer tokens make no sound.`;
    refuseCall(400, 'invalid_value', message, fields.maxColumns);
  }
  return { maxTotalColumns: maxColumns };
}
