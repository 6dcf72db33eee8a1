import type { ApiHost, KeptVoice } from '../api/api-host';
import { isGivenFile, readGivenFile } from '../api/given-file';
import { refuseCall } from '../api/refused-call';
import type { Fields } from '../data/untrusted-json';
import { errorText, FailureError } from '../failure';
import { findVoice } from '../openai/find-voice';
import { profileDescription } from '../openai/voice-profiles';
import type { Manifest } from '../package/manifest';
import { wholeText } from '../speech/request-fields';
import type { JobRequest } from './job';
import { INPUT_PLACE } from './job-inputs';

type JobVoice = JobRequest['voices'][number];

/** Limit of speakers, as of a request. */
const MAX_VOICES = 16;
const MAX_REF_TEXT = 10_000;
const FIELD = `${INPUT_PLACE}ref_audio`;

/** Sources from which voices are read. */
export type VoiceSources = {
  readonly api: ApiHost;
  readonly manifest: Manifest;
  /** Bytes of a file that was sent before, by its address; null for an address of something else. */
  readonly ownFile: (address: string) => Promise<Uint8Array | null>;
};

/**
 * The speakers of `ref_audio`, in the order SPEAKER0, SPEAKER1 …
 * @throws RefusedCall that names the field.
 */
export async function jobVoices(
  fields: Fields,
  sources: VoiceSources,
  signal: AbortSignal,
): Promise<readonly JobVoice[]> {
  const entries = audioEntries(fields);
  const transcripts = refTexts(fields, entries.length);
  const kept = entries.length > 0 ? await sources.api.voices.list() : [];
  const voices: JobVoice[] = [];
  for (const [index, entry] of entries.entries()) {
    const bytes = await fileOf(entry, sources, signal);
    voices.push(
      bytes
        ? { type: 'recording', bytes, transcript: transcripts[index] ?? '' }
        : voiceNamed(entry, sources.manifest, kept),
    );
  }
  return voices;
}

/** Names and files, in a list or with commas between them; a data address holds a comma of its own. */
function audioEntries(fields: Fields): readonly string[] {
  if (!fields.has('ref_audio')) return [];
  const value = fields.value('ref_audio');
  const list =
    typeof value === 'string'
      ? atCommas(value)
      : Array.isArray(value)
        ? fields.list('ref_audio', MAX_VOICES)
        : [value];
  if (list.length > MAX_VOICES) fields.refuse('ref_audio', `names more than ${MAX_VOICES} speakers`);
  return list.map((item) => {
    const entry = typeof item === 'object' && item !== null && 'uri' in item ? item.uri : item;
    if (typeof entry !== 'string')
      return fields.unexpected('ref_audio', 'names or files, as text with commas or as a list');
    return entry.trim() === '' ? fields.refuse('ref_audio', 'has an empty name') : entry.trim();
  });
}

function atCommas(text: string): readonly string[] {
  if (text.trim() === '') return [];
  const entries: string[] = [];
  for (const part of text.split(',')) {
    const last = entries.at(-1);
    if (last !== undefined && /^\s*data:[^,]*$/i.test(last)) entries[entries.length - 1] = `${last},${part}`;
    else entries.push(part);
  }
  return entries;
}

/** The transcripts of the recordings: one text, or one for each entry of `ref_audio`. */
function refTexts(fields: Fields, count: number): readonly string[] {
  if (!fields.has('ref_text')) return [];
  const value = fields.value('ref_text');
  if (typeof value === 'string') {
    if (count !== 1)
      fields.refuse('ref_text', 'is one text; send a list with one for each entry of "ref_audio"');
    return [wholeText(fields, 'ref_text', MAX_REF_TEXT)];
  }
  const list = fields.list('ref_text', MAX_VOICES);
  if (list.length !== count) fields.refuse('ref_text', 'has not one entry for each one of "ref_audio"');
  return list.map((text) => {
    if (text === null) return '';
    if (typeof text === 'string' && text.length <= MAX_REF_TEXT) return text;
    return fields.unexpected('ref_text', `texts of at most ${MAX_REF_TEXT} characters`);
  });
}

async function fileOf(
  entry: string,
  { api, ownFile }: VoiceSources,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const own = await ownFile(entry);
  if (!own && !isGivenFile(entry)) return null;
  try {
    const bytes = own ?? (await readGivenFile(entry, FIELD, api.fetchFile, signal)).bytes;
    await api.readRecording(bytes, signal);
    return bytes;
  } catch (error) {
    if (!(error instanceof FailureError) || signal.aborted) throw error;
    return refuseCall(400, 'invalid_audio', errorText(error), FIELD);
  }
}

function voiceNamed(name: string, manifest: Manifest, kept: readonly KeptVoice[]): JobVoice {
  const description = profileDescription(name);
  return description === null
    ? findVoice(name, FIELD, manifest, kept).reference
    : { type: 'profile', description };
}
