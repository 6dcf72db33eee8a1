import { begunStream } from '../api/begun-stream';
import { jsonFields } from '../api/body-fields';
import type { ApiCall, ApiReply, ApiRoute } from '../api/exchange';
import { refuseCall } from '../api/refused-call';
import { isoTime } from '../data/iso-time';
import { acceptJob } from './accept-job';
import { fileRoutes } from './file-routes';
import { endOfJob } from './follow-job';
import type { Job } from './job';
import type { Jobs } from './jobs';
import { listAsk, listPage } from './list-page';
import { progressFields, recordFields, statusFields, taskReply } from './task-reply';
import { END_EVENT, streamForm, streamTypes, taskStream } from './task-stream';
import { taskTimings } from './task-timings';
import { versioned } from './versioned';

const listed = [
  'id',
  'status',
  'status_text',
  'app_id',
  'session_id',
  'function',
  'infra',
  'progress',
  'created_at',
  'updated_at',
];

/**
 * The routes of inference.sh: tasks and files. Source: @inferencesh/sdk 0.6.54, api/tasks.js and
 * api/files.js.
 */
export function jobRoutes(jobs: Jobs): readonly ApiRoute[] {
  const { host, runner } = jobs;
  const run = async (call: ApiCall, _: unknown, signal: AbortSignal) => {
    const { job, reply } = await acceptJob(jobs, await jsonFields(call), signal);
    if (reply === 'stream') return streamReply(jobs, job, call, signal);
    if (reply === 'task') return { value: taskReply(job, host), status: 201 };
    return { value: taskReply((await endOfJob(jobs.book, job.id, signal)) ?? job, host) };
  };
  return [
    versioned('POST', '/apps/run', run),
    versioned('POST', '/run', run),
    versioned('POST', '/tasks/list', async (call) => {
      const asked = await listAsk(call);
      const tasks = jobs.book.all().map((job) => taskReply(job, host));
      return { value: listPage(asked, tasks, listed, ({ input }) => JSON.stringify(input)) };
    }),
    versioned('GET', '/tasks/{id}', async (_, { id }) => ({ value: taskReply(requireJob(jobs, id!), host) })),
    versioned('DELETE', '/tasks/{id}', async (_, { id }) => {
      await removeJob(jobs, requireJob(jobs, id!));
      return { status: 204, headers: {}, body: null };
    }),
    versioned('GET', '/tasks/{id}/status', async (_, { id }) => ({
      value: slim(jobs, requireJob(jobs, id!)),
    })),
    versioned('GET', '/tasks/{id}/stream', async (call, { id }, signal) =>
      streamReply(jobs, requireJob(jobs, id!), call, signal),
    ),
    versioned('POST', '/tasks/{id}/cancel', async (_, { id }) => {
      const job = await runner.cancel(requireJob(jobs, id!));
      const cancelled = job.status === 'cancelled' || job.status === 'cancelling';
      return { value: { ...slim(jobs, job), cancelled } };
    }),
    versioned('GET', '/tasks/{id}/logs', async (_, { id }) => {
      const job = requireJob(jobs, id!);
      return { value: { task_id: job.id, ...statusFields(job.status, host), ...recordFields(job, host) } };
    }),
    versioned('GET', '/tasks/{id}/timings', async (_, { id }) => ({
      value: taskTimings(requireJob(jobs, id!), host),
    })),
    // Nothing of the machine is measured while a task runs.
    versioned('GET', '/tasks/{id}/telemetry', async (_, { id }) => {
      requireJob(jobs, id!);
      return { value: [] };
    }),
    ...fileRoutes(jobs),
  ];
}

function requireJob({ book }: Jobs, id: string): Job {
  return book.get(id) ?? refuseCall(404, 'task_not_found', `There is no task ${id.slice(0, 200)}.`);
}

/** A running one is ended first. */
async function removeJob({ book, cache, runner }: Jobs, job: Job): Promise<void> {
  await runner.cancel(job);
  await endOfJob(book, job.id, new AbortController().signal);
  cache.remove(job.id);
  await book.remove(job.id);
}

function slim({ host }: Jobs, job: Job) {
  const { id, updatedAtMs } = job;
  return { id, ...statusFields(job.status, host), updated_at: isoTime(updatedAtMs), ...progressFields(job) };
}

async function streamReply(jobs: Jobs, job: Job, call: ApiCall, signal: AbortSignal): Promise<ApiReply> {
  const form = streamForm(call.header('accept'));
  if (call.header('last-event-id') === END_EVENT) return { status: 204, headers: {}, body: null };
  return {
    status: 200,
    headers: { 'content-type': streamTypes[form], 'cache-control': 'no-store' },
    body: await begunStream(taskStream(jobs.book, job.id, jobs.host, form, signal)),
  };
}
