import type { ApiHost, KeptVoice } from '../api/api-host';
import { bodyFields, requireKnownFields } from '../api/body-fields';
import { MAX_RECORDING_BYTES } from '../api/body-limits';
import type { ApiBody, ApiCall, ApiFile, ApiReply, ApiRoute } from '../api/exchange';
import { readGivenFile } from '../api/given-file';
import { refuseCall } from '../api/refused-call';
import { jsonReply } from '../api/replies';
import { bytesText } from '../data/units';
import type { Manifest, PresetVoice } from '../package/manifest';
import { english } from '../sentence';
import { ofField } from './caller-words';
import { codecIdOf, usableVoices } from './find-voice';

const MAX_NAME = 200;
const MAX_TEXT = 10_000;

/** `/v1/audio/voices`: presets of the model, and voices that are made and kept on this device. */
export function voiceRoutes(host: ApiHost): readonly ApiRoute[] {
  const path = '/v1/audio/voices';
  return [
    {
      method: 'GET',
      path,
      errors: 'openai',
      answer: async ({ query }, _, signal) => {
        const { manifest } = await host.openModel(null, signal);
        const kept = usableVoices(await host.voices.list(), manifest);
        return voiceList(manifest, kept, query.get('legacy') === 'true');
      },
    },
    {
      method: 'POST',
      path,
      errors: 'openai',
      answer: async (call, _, signal) => {
        const { voice, warnings } = await keepVoice(host, call, signal);
        return jsonReply({ ...keptObject(voice), warnings });
      },
    },
    {
      method: 'DELETE',
      path: `${path}/{id}`,
      errors: 'openai',
      answer: async (_, { id }) => {
        const voice = (await host.voices.list()).find((one) => one.id === id);
        if (!voice) {
          const message = `There is no voice "${id!.slice(0, MAX_NAME)}" that was made on this device. Presets cannot be deleted.`;
          return refuseCall(404, 'voice_not_found', message, 'id');
        }
        await host.voices.remove(voice.id);
        return jsonReply({ id: voice.id, object: 'audio.voice.deleted', deleted: true });
      },
    },
  ];
}

/**
 * The union of what clients read: `data` (OpenAI, MLX), `voices` (Open WebUI), plain names (Kokoro-FastAPI).
 */
function voiceList(manifest: Manifest, kept: readonly KeptVoice[], isLegacy: boolean): ApiReply {
  const aliases = Object.entries(manifest.aliases.voices);
  const all = [
    ...manifest.voices.map((voice) => presetObject(voice, aliases)),
    ...kept.map((voice) => ({ ...keptObject(voice), preset: false, aliases: [] as string[] })),
  ];
  if (isLegacy) return jsonReply({ voices: all.map(({ id }) => id) });
  return jsonReply({ object: 'list', model: manifest.id, data: all, voices: all });
}

function presetObject(
  { id, name, description }: PresetVoice,
  aliases: readonly (readonly [string, string])[],
) {
  const names = aliases.filter(([, voice]) => voice === id).map(([alias]) => alias);
  return { ...voiceObject(id, name, 0), description, preset: true, aliases: names };
}

function keptObject({ id, name, createdAtMs }: KeptVoice) {
  return voiceObject(id, name, Math.floor(createdAtMs / 1000));
}

/**
 * Source: OpenAI's API specification, VoiceResource.
 * @param createdAt seconds since 1970; 0 where nobody knows.
 */
export function voiceObject(id: string, name: string, createdAt: number) {
  return {
    object: 'audio.voice' as const,
    id,
    name,
    created_at: createdAt,
    type: 'audio_sample' as const,
  };
}

async function keepVoice(
  host: ApiHost,
  call: ApiCall,
  signal: AbortSignal,
): Promise<{ readonly voice: KeptVoice; readonly warnings: readonly string[] }> {
  const fields = formFields(await call.body());
  if ((fields.get('type') ?? 'audio_sample') !== 'audio_sample') {
    const message =
      '"type" must be audio_sample: a voice is kept as a recording. Send descriptions as instructions.';
    refuseCall(400, 'invalid_value', message, 'type');
  }
  const name = requiredText(fields, 'name', 'call the voice by a name', MAX_NAME);
  const consent = requiredText(
    fields,
    'consent',
    'write that the owner of the voice agrees to its use here',
    MAX_TEXT,
  );
  const transcript = optionalText(fields, 'transcript') ?? optionalText(fields, 'ref_text') ?? '';
  if (fields.has('transcript') && fields.has('ref_text'))
    refuseCall(
      400,
      'invalid_value',
      '"ref_text" is another name of "transcript"; send one of them.',
      'ref_text',
    );
  const bytes = await sampleBytes(host, fields, signal);
  const field = 'audio_sample';
  const { samples, sampleRateHz } = await ofField(field, () => host.readRecording(bytes, signal));
  const { manifest, engine } = await host.openModel(null, signal);
  const { warning, ...grid } = await ofField(field, () =>
    engine.encodeReference(samples, sampleRateHz, signal),
  );
  const voice: KeptVoice = {
    id: `voice_${host.newId()}`,
    name,
    consent,
    transcript,
    grid,
    codecId: codecIdOf(manifest),
    createdAtMs: host.nowMs(),
  };
  await host.voices.put(voice);
  return { voice, warnings: warning === null ? [] : [english(warning)] };
}

const known = ['type', 'name', 'audio_sample', 'consent', 'transcript', 'ref_text'];

function formFields(body: ApiBody): ReadonlyMap<string, string | ApiFile> {
  if (body.type !== 'form') {
    const message = 'This address takes a form. Send name, audio_sample and consent as multipart/form-data.';
    return refuseCall(415, 'unsupported_media_type', message, 'content-type');
  }
  requireKnownFields(bodyFields(Object.fromEntries(body.fields)), known);
  return body.fields;
}

function requiredText(
  fields: ReadonlyMap<string, string | ApiFile>,
  field: string,
  what: string,
  maxLength: number,
): string {
  const text = optionalText(fields, field, maxLength)?.trim() ?? '';
  return text === ''
    ? refuseCall(400, 'missing_required_parameter', `"${field}" is missing: ${what}.`, field)
    : text;
}

function optionalText(
  fields: ReadonlyMap<string, string | ApiFile>,
  field: string,
  maxLength = MAX_TEXT,
): string | null {
  const value = fields.get(field);
  if (value === undefined) return null;
  if (typeof value === 'string' && value.length <= maxLength) return value;
  const message = `"${field}" must be a text of at most ${maxLength} characters.`;
  return refuseCall(400, 'invalid_value', message, field);
}

async function sampleBytes(
  { fetchFile }: ApiHost,
  fields: ReadonlyMap<string, string | ApiFile>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const field = 'audio_sample';
  const value = fields.get(field);
  if (value === undefined) {
    const message = `"${field}" is missing: send a recording of the voice, up to 30 s.`;
    return refuseCall(400, 'missing_required_parameter', message, field);
  }
  const { bytes } = await readGivenFile(value, field, fetchFile, signal);
  if (bytes.length <= MAX_RECORDING_BYTES) return bytes;
  const message = `"${field}" has ${bytesText(bytes.length)}; at most ${bytesText(MAX_RECORDING_BYTES)} are taken. Send the 30 s that matter.`;
  return refuseCall(413, 'file_too_large', message, field);
}
