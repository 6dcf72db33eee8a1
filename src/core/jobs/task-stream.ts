import { serverEvent } from '../api/server-events';
import { toBase64 } from '../data/base64';
import { isoTime } from '../data/iso-time';
import { encodeSamples } from '../pcm/sample-format';
import { followJob } from './follow-job';
import type { JobBook, JobUpdate, PartialSound } from './job-book';
import { progressFields, type ReplyHost, recordFields, statusFields, taskReply } from './task-reply';
import { isEnd } from './task-status';

export type StreamForm = 'ndjson' | 'sse';

export const streamTypes: Readonly<Record<StreamForm, string>> = {
  ndjson: 'application/x-ndjson',
  sse: 'text/event-stream',
};

/**
 * Id of the last event: a client that connects again after it is told to stop. Source: HTML Living Standard,
 * 9.2.3.
 */
export const END_EVENT = 'end';

/** The form that a call asks for; lines of JSON where it does not care. */
export function streamForm(accept: string | null): StreamForm {
  return accept?.includes(streamTypes.sse) ? 'sse' : 'ndjson';
}

/**
 * The lines of a task's stream: the whole task, then what changes (`data` and `fields`), the whole task at
 * its end. Sound comes with each finished piece, in `partial_output`.
 */
export async function* taskStream(
  book: JobBook,
  id: string,
  host: ReplyHost,
  form: StreamForm,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  for await (const update of followJob(book, id, signal)) {
    const line = lineOf(update, host);
    if (form === 'ndjson') yield `${JSON.stringify(line)}\n`;
    else yield serverEvent(line, isEnd(update.job.status) ? END_EVENT : null);
  }
}

function lineOf(update: JobUpdate, host: ReplyHost): unknown {
  const { job, fields, sound } = update;
  const isWhole = fields.length === 0 || (isEnd(job.status) && fields.includes('status'));
  if (isWhole) return taskReply(job, host);
  const records = recordFields(job, host);
  const data: Record<string, unknown> = { id: job.id, updated_at: isoTime(job.updatedAtMs) };
  if (fields.includes('status')) Object.assign(data, statusFields(job.status, host));
  if (fields.includes('events')) data.events = records.events;
  if (fields.includes('logs')) data.logs = records.logs;
  Object.assign(data, progressFields(job));
  if (sound) data.partial_output = partialOutput(sound);
  return { data, fields: Object.keys(data).filter((field) => field !== 'id') };
}

function partialOutput({ samples, sampleRateHz, startSample, pieceIndex, text }: PartialSound) {
  return {
    audio: toBase64(encodeSamples(samples, 'pcm16')),
    format: 'pcm16',
    sample_rate: sampleRateHz,
    start_sample: startSample,
    sample_count: samples.length,
    piece: pieceIndex,
    text,
  };
}
