import type { ApiHost } from '../../src/core/api/api-host';
import type { JobHost } from '../../src/core/jobs/job-host';
import { openJobs } from '../../src/core/jobs/jobs';
import { MemoryJobStore } from '../../src/core/jobs/memory-job-store';
import { jobRoutes } from '../../src/core/jobs/task-routes';
import type { Manifest } from '../../src/core/package/manifest';
import { readWav } from '../../src/core/pcm/read-wav';
import type { SpeechEngine } from '../../src/core/speech/speech-engine';
import { createHandle } from '../../src/platform/api/handle';

export const jobBase = 'https://page.test/api';

/** An ApiHost whose one model is loaded; it reads WAV files and fetches nothing. */
export function loadedHost(manifest: Manifest, engine: SpeechEngine, change: Partial<ApiHost> = {}): ApiHost {
  let count = 0;
  const { id, title } = manifest;
  return {
    models: async () => [{ id, title, createdAtMs: 0, isLoaded: true }],
    openModel: async () => ({ manifest, engine }),
    voices: { list: async () => [], put: async () => {}, remove: async () => {} },
    formats: {
      available: async () => [],
      open: () => Promise.reject(new Error('jobs write WAV themselves')),
    },
    readRecording: async (bytes) => readWav(bytes),
    fetchFile: null,
    drawSeed: () => 77,
    newId: () => `id-${String(++count).padStart(6, '0')}`,
    nowMs: () => Date.now(),
    ...change,
  };
}

/** A page with the job routes alone, its jobs opened from a store. */
export async function jobPage(api: ApiHost, change: Partial<JobHost> = {}) {
  const announced: { readonly name: string; readonly detail: unknown }[] = [];
  const host: JobHost = {
    api,
    store: new MemoryJobStore(),
    baseUrl: jobBase,
    statusScheme: 'v2',
    webhooks: null,
    webhookBody: 'flat',
    announce: (name, detail) => announced.push({ name, detail }),
    after: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    ...change,
  };
  const jobs = await openJobs(host);
  const handle = createHandle(api, jobRoutes(jobs), { basePath: '/api' });
  /** A call of the second version of the API. */
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    handle(
      new Request(`${jobBase}${path}`, {
        method,
        headers: { 'x-api-version': '2', 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  return { host, jobs, handle, call, announced };
}
