import type { ApiHost } from '../../../core/api/api-host';
import { RefusedCall } from '../../../core/api/refused-call';
import { importLater } from '../../../core/data/import-later';
import { fail } from '../../../core/failure';
import type { JobHost } from '../../../core/jobs/job-host';
import type { JobStore } from '../../../core/jobs/job-store';
import type { Jobs } from '../../../core/jobs/jobs';
import { MemoryJobStore } from '../../../core/jobs/memory-job-store';
import { isEnd } from '../../../core/jobs/task-status';
import { isUndelivered } from '../../../core/jobs/webhook';
import { createHandle } from '../../../platform/api/handle';
import { openIdbJobStore } from '../../../platform/jobs/idb-job-store';
import { webhookSender } from '../../../platform/jobs/send-webhook';
import { systemClock } from '../../../platform/time/clock';
import type { ControllerParts } from '../../controller-parts';
import type { CallLog } from './call-log';
import { JOBS_NOTE } from './kept-options';

type OpenedJobs = { readonly jobs: Jobs; readonly handle: (request: Request) => Promise<Response> };

/** The jobs of the site, in the one page that serves it. */
export function createPageJobs(api: ApiHost, { store, ports }: ControllerParts, log: CallLog) {
  let opened: Promise<OpenedJobs> | null = null;
  const { apiDoors, notes } = ports;

  const host: Omit<JobHost, 'store'> = {
    api,
    baseUrl: apiDoors?.base ?? '',
    get statusScheme() {
      return store.getState().api.options.statusScheme;
    },
    get webhooks() {
      return store.getState().api.options.webhookOrigins.length === 0 ? null : { send, whyNot };
    },
    get webhookBody() {
      return store.getState().api.options.webhookBody;
    },
    announce: (name, detail) => apiDoors?.announce(name, detail),
    after: systemClock.after,
  };

  function whyNot(address: string): string | null {
    const { origin, host: to } = new URL(address);
    if (store.getState().api.options.webhookOrigins.includes(origin)) return null;
    return `would send the result to ${to}, which is not among the sites that are allowed under “API” in the page`;
  }

  async function send(address: string, body: string): Promise<number> {
    // It was allowed when the job was taken, and may not be any more.
    const reason = whyNot(address);
    if (reason !== null) fail('network', `The webhook ${reason}.`);
    const ask = () => webhookSender().send(address, body);
    return log.noteOutside('POST', address, ask, (status) => ({ status, byteLength: body.length }));
  }

  /** Goes on with the jobs that are not done. */
  function open(): Promise<OpenedJobs> {
    opened ??= load().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  }

  async function load(): Promise<OpenedJobs> {
    const [{ openJobs }, { jobRoutes }] = await importLater(() =>
      Promise.all([import('../../../core/jobs/jobs'), import('../../../core/jobs/task-routes')]),
    );
    // A private window has no database: its jobs last as long as it does.
    const kept: JobStore = await openIdbJobStore().catch(() => new MemoryJobStore());
    const jobs = await openJobs(Object.create(host, { store: { value: kept } }) as JobHost);
    const isDone = jobs.book.all().every((job) => isEnd(job.status) && !isUndelivered(job));
    notes.write(JOBS_NOTE, isDone ? '' : '1');
    return { jobs, handle: createHandle(api, jobRoutes(jobs)) };
  }

  async function answer(request: Request): Promise<Response> {
    if (apiDoors && !apiDoors.isServing)
      throw new RefusedCall(
        503,
        'other_tab',
        'Another tab of this site keeps the jobs. Close it, or call the address of the site.',
      );
    const { handle } = await open();
    if (/\/run$/.test(new URL(request.url).pathname)) notes.write(JOBS_NOTE, '1');
    return handle(request);
  }

  /** The page gives up its engine: another one goes on. */
  function close(): void {
    void opened?.then(({ jobs }) => jobs.runner.stop()).catch(() => {});
    opened = null;
  }

  return { open, answer, close };
}
