import { isoTime } from '../data/iso-time';
import type { Job } from './job';
import type { JobHost } from './job-host';
import { statusNumber, type TaskStatus } from './task-status';

export type ReplyHost = Pick<JobHost, 'baseUrl' | 'statusScheme'>;

const SHORT_ID_CHARACTERS = 8;
/** Lines that an app writes while it runs; other kinds are those of building and starting it. */
const TASK_LOG = 4;
/** Id of the file that a job makes. */
const OUTPUT_PREFIX = 'output-';

export const outputFileId = (jobId: string): string => `${OUTPUT_PREFIX}${jobId}`;
/** @returns null for the id of another file. */
export const jobOfOutput = (fileId: string): string | null =>
  fileId.startsWith(OUTPUT_PREFIX) ? fileId.slice(OUTPUT_PREFIX.length) : null;
export const fileAddress = (fileId: string, { baseUrl }: Pick<JobHost, 'baseUrl'>): string =>
  `${baseUrl}/files/${fileId}/content`;

/**
 * A job as the clients know it. Source: @inferencesh/sdk 0.6.54, TaskDTO; `status_text`, `progress` and its
 * detail are ours.
 */
export function taskReply(job: Job, host: ReplyHost) {
  const { order } = job;
  return {
    id: job.id,
    short_id: shortId(job.id),
    created_at: isoTime(job.createdAtMs),
    updated_at: isoTime(job.updatedAtMs),
    ...statusFields(job.status, host),
    ...progressFields(job),
    app_id: order.app,
    app_version_id: order.modelId,
    app_variant: 'default',
    function: 'run',
    infra: order.infra,
    workers: [],
    webhook: order.webhook ?? '',
    setup: null,
    input: job.input,
    output: taskOutput(job, host),
    error: job.error ?? '',
    rating: 'unrated',
    ...recordFields(job, host),
    usage_events: [],
    session_id: order.sessionId ?? '',
    ...(order.sessionTimeoutSeconds === null ? {} : { session_timeout: order.sessionTimeoutSeconds }),
    ...(order.runAtMs === null ? {} : { run_at: isoTime(order.runAtMs) }),
    metadata: order.metadata,
    ...ownerFields,
    user_public_key: '',
    engine_public_key: '',
    is_featured: false,
  };
}

export function statusFields(status: TaskStatus, { statusScheme }: ReplyHost) {
  return { status: statusNumber(status, statusScheme), status_text: status };
}

export function progressFields({ progress, finishedPieceCount, pieceCount }: Job) {
  return { progress, progress_detail: { current: finishedPieceCount, total: pieceCount, unit: 'pieces' } };
}

/**
 * Result of a job that has completed, in the shape of the hosted app. Source: inference-sh/grid,
 * inference.py.
 */
export function taskOutput(job: Job, host: Pick<JobHost, 'baseUrl'>) {
  const { result, request } = job;
  if (!result) return null;
  const { sampleRateHz, sampleCount, pieces } = result;
  const seconds = (samples: number) => samples / sampleRateHz;
  return {
    audio_output: fileAddress(outputFileId(job.id), host),
    output_meta: {
      inputs: [{ type: 'text', characters: request.text.length }],
      outputs: [
        {
          type: 'audio',
          seconds: seconds(sampleCount),
          sample_rate: sampleRateHz,
          extra: { stop_reason: result.stopReason, synthesis_seconds: result.synthesisSeconds },
        },
      ],
    },
    seed: request.seed,
    text: request.text,
    // Tells which voice has spoken where the call used another name for it.
    voices: request.voices.map((voice) => (voice.type === 'preset' ? voice.id : voice.type)),
    timings: pieces.map(({ text, from, to, startSample, sampleCount: length, seed, verdict }) => ({
      text,
      from,
      to,
      start: seconds(startSample),
      end: seconds(startSample + length),
      seed,
      verdict,
    })),
  };
}

export function recordFields({ id, events, logs }: Job, { statusScheme }: ReplyHost) {
  return {
    events: events.map((event) => ({
      id: event.id,
      created_at: isoTime(event.atMs),
      event_time: isoTime(event.atMs),
      task_id: id,
      status: statusNumber(event.status, statusScheme),
    })),
    logs: logs.map((log) => ({
      id: log.id,
      created_at: isoTime(log.atMs),
      updated_at: isoTime(log.atMs),
      task_id: id,
      log_type: TASK_LOG,
      content: log.content,
    })),
  };
}

/** Everything belongs to the person at this device. */
export const ownerFields = { user_id: 'local', team_id: 'local', visibility: 'private' } as const;

export function shortId(id: string): string {
  return id.slice(-SHORT_ID_CHARACTERS);
}
