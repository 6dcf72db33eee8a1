import { refusedAs } from '../api/refused-call';
import type { Fields } from '../data/untrusted-json';
import { FailureError } from '../failure';
import type { Manifest } from '../package/manifest';
import { parseSpeechRequest } from '../speech/parse-speech-request';
import { wholeText } from '../speech/request-fields';
import type { VoiceReference } from '../speech/speech-request';
import { parsePronunciations } from '../text/pronunciations';
import type { Job, JobRequest } from './job';
import { INPUT_PLACE, inputFields, inputSettings, inputText } from './job-inputs';
import { jobVoices } from './job-voices';
import type { Jobs } from './jobs';
import { type RunOrder, runOrder } from './run-fields';
import { storedFile } from './stored-files';
import { pageEvent } from './webhook';

const MAX_SCENE_CHARACTERS = 10_000;
/** Characters of a recording that a job shows of its input: enough for a name or an address, not for a file's contents. */
const MAX_SHOWN_CHARACTERS = 500;

/**
 * Checks a call to run and takes its job into the queue: what is wrong is told here, not when its turn comes.
 * @throws RefusedCall that names the field.
 */
export async function acceptJob(
  jobs: Jobs,
  body: Fields,
  signal: AbortSignal,
): Promise<{ readonly job: Job; readonly reply: RunOrder['reply'] }> {
  const { host, runner } = jobs;
  const { reply, ...order } = await runOrder(body, host, jobs.book.all());
  const input = inputFields(body.value('input') ?? body.unexpected('input', 'an object'));
  runner.requireRoom();
  const { manifest } = await host.api.openModel(order.modelId, signal);
  const request = await jobRequest(jobs, input, manifest, signal);
  const nowMs = host.api.nowMs();
  const hasAddress = order.webhook !== null && pageEvent(order.webhook) === null;
  const job: Job = {
    id: host.api.newId(),
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    status: 'queued',
    order: { ...order, modelId: manifest.id },
    input: shownInput(input),
    request,
    progress: 0,
    pieceCount: 0,
    finishedPieceCount: 0,
    result: null,
    error: null,
    events: (['received', 'queued'] as const).map((status) => ({
      id: host.api.newId(),
      atMs: nowMs,
      status,
    })),
    logs: [],
    delivery: hasAddress ? { state: 'waiting', tryCount: 0 } : null,
  };
  return { job: await runner.accept(job), reply };
}

async function jobRequest(
  jobs: Jobs,
  fields: Fields,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<JobRequest> {
  const { api } = jobs.host;
  const { name, text } = inputText(fields);
  const settings = inputSettings(fields, manifest);
  const scene = fields.has('scene_prompt')
    ? { scenePrompt: wholeText(fields, 'scene_prompt', MAX_SCENE_CHARACTERS) }
    : {};
  const ownFile = (address: string) => storedFile(jobs, address, signal);
  const voices = await jobVoices(fields, { api, manifest, ownFile }, signal);
  const isDescribed = voices.some(({ type }) => type === 'profile');
  const request: JobRequest = {
    ...settings,
    ...scene,
    // As in the hosted app: a description can stand nowhere else.
    ...(isDescribed ? { referencesInSystemMessage: true } : {}),
    text,
    voices,
    seed: settings.seed ?? api.drawSeed(),
    // Nobody listens while it is made, and the samples must not depend on the time that it took.
    delivery: 'whole',
  };
  requireSpeakable(request, manifest, name);
  return request;
}

/** Names of the input for those of a request. */
const inputOf: Readonly<Record<string, string>> = {
  voices: 'ref_audio',
  id: 'ref_audio',
  description: 'ref_audio',
  grid: 'ref_audio',
  transcript: 'ref_text',
  scenePrompt: 'scene_prompt',
  textRules: 'text_rules',
  referencesInSystemMessage: 'ref_audio_in_system_message',
};

function requireSpeakable(request: JobRequest, manifest: Manifest, textName: string): void {
  const { codebookCount } = manifest.spec.codec;
  const voices = request.voices.map((voice): VoiceReference => {
    if (voice.type !== 'recording') return voice;
    // Its codes come later; here only what stands beside them is checked.
    const grid = { codes: new Int32Array(codebookCount), codebookCount, frameCount: 1 };
    return { type: 'codes', grid, transcript: voice.transcript };
  });
  // Its failures name parts of an entry, not the field.
  inWordsOfInput(textName, 'pronunciations', () => parsePronunciations(request.pronunciations ?? []));
  inWordsOfInput(textName, null, () =>
    parseSpeechRequest({ ...request, voices }, manifest, () => request.seed),
  );
}

/**
 * Failures of the engine name its own fields; the caller knows others.
 * @param only the field of all of them.
 */
function inWordsOfInput(textName: string, only: string | null, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    throw refusedAs(error.failure, 'invalid_value', (own) => {
      const field = only ?? own ?? 'text';
      return `${INPUT_PLACE}${field === 'text' ? textName : (inputOf[field] ?? field)}`;
    });
  }
}

/** The input as it was sent, without the contents of files: their codes are what is kept. */
function shownInput(fields: Fields): unknown {
  const shown = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shown);
    const isLong = typeof value === 'string' && value.length > MAX_SHOWN_CHARACTERS;
    return isLong ? `${value.slice(0, MAX_SHOWN_CHARACTERS)}…` : value;
  };
  const entries = fields.keys.map((key) => {
    const value = fields.value(key);
    return [key, key === 'ref_audio' ? shown(value) : value];
  });
  return Object.fromEntries(entries);
}
