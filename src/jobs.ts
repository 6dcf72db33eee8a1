import type { Pagevoice } from './pagevoice/create-pagevoice';
import { sharedPagevoice } from './pagevoice/shared-pagevoice';
import { PLACE } from './platform/api/place';
import { createJobClient, type JobClient } from './platform/jobs/job-client';

export { configurePagevoice, sharedPagevoice } from './pagevoice/shared-pagevoice';
export type { JobCall, RunOptions, RunParams } from './platform/jobs/job-call';
export type { JobClient, JobClientOptions, TaskPage } from './platform/jobs/job-client';
export { createJobClient } from './platform/jobs/job-client';
export type { Task, TaskOutput } from './platform/jobs/job-transport';
export { JobCallError } from './platform/jobs/job-transport';

/**
 * A client of jobs that run in this page; they last as long as it. `createJobClient` asks a page of Pagevoice
 * or the hosted service instead.
 * @param pagevoice that speaks, and whose `fetch` gives the sound of `output.audio_output`; the page's shared
 * one when left out.
 */
export function jobClient(pagevoice?: Pagevoice): JobClient {
  const send: typeof fetch = (input, init) => (pagevoice ?? sharedPagevoice()).fetch(input, init);
  return createJobClient({ baseUrl: PLACE, fetch: send });
}
