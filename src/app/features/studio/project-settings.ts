import type { Manifest } from '../../../core/package/manifest';
import type { CastVoice } from '../../../core/studio/cast';
import { castVoiceOfOwn, type OwnVoice, ownVoiceOf } from '../../../core/studio/own-voice';
import type { ProjectSettings } from '../../../core/studio/project';
import type { TakeSettings } from '../../../core/studio/take';
import { requestOf } from '../settings/page-request';
import { emptyForm, type PageForm } from '../settings/settings-slice';

/** Fields of the form that belong to a project. Voices are in its cast; rules and words belong to the device. */
const keptFields = [
  'temperature',
  'topK',
  'topP',
  'rasWindowLength',
  'rasMaxRepeats',
  'maxSeconds',
  'chunkBufferSize',
  'pauseScale',
  'retakes',
  'endRule',
  'referencesInSystemMessage',
  'scene',
  'seed',
  'isSeedLocked',
  'voiceDescription',
] as const satisfies readonly (keyof PageForm)[];

export function settingsOfForm(form: PageForm): ProjectSettings {
  return Object.fromEntries(keptFields.map((name) => [name, form[name]]));
}

/** The fields of a project; what is missing or of another kind is as in an empty form. */
export function formOfSettings(settings: ProjectSettings): Partial<PageForm> {
  const fields = keptFields.map((name) => {
    const kept = settings[name];
    const isRight = typeof kept === typeof emptyForm[name] || (name === 'scene' && typeof kept === 'string');
    return [name, isRight ? kept : emptyForm[name]];
  });
  return Object.fromEntries(fields) as Partial<PageForm>;
}

/** The form's settings that a request of one sentence needs. @throws FailureError 'bad-request' for a wrong field. */
export function takeSettingsOf(form: PageForm, manifest: Manifest): TakeSettings {
  const plain: PageForm = { ...form, voice: { type: 'plain' } };
  const { text: _, voices: __, seed: ___, ...settings } = requestOf(plain, manifest, 0, null);
  return settings;
}

/** The form's voice as a cast has it; null for a recording, whose codes are made first, and for a voice that is gone. */
export function castVoiceOf(
  { voice, voiceDescription }: PageForm,
  ownVoices: readonly OwnVoice[],
): CastVoice | null {
  if (voice.type === 'own') return null;
  if (voice.type === 'kept') {
    const own = ownVoices.find(({ id }) => id === voice.id);
    return own ? castVoiceOfOwn(own) : null;
  }
  if (voice.type === 'described') return { type: 'profile', description: voiceDescription.trim() };
  return voice;
}

/** The choice in the voice panel that stands for a voice of a cast. */
export function formOfVoice(voice: CastVoice, ownVoices: readonly OwnVoice[]): Partial<PageForm> {
  const own = ownVoiceOf(ownVoices, voice);
  if (own) return { voice: { type: 'kept', id: own.id } };
  if (voice.type === 'codes') return { voice: { type: 'own' } };
  if (voice.type === 'profile') return { voice: { type: 'described' }, voiceDescription: voice.description };
  return { voice };
}
