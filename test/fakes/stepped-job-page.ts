import type { ApiHost } from '../../src/core/api/api-host';
import type { JobHost } from '../../src/core/jobs/job-host';
import { FakeClock } from './fake-clock';
import { fakeManifest } from './fake-manifest';
import { FakeSpeechEngine } from './fake-speech-engine';
import { jobPage, loadedHost } from './job-page';

const manifest = fakeManifest();
const START_MS = Date.UTC(2026, 10, 27);

/** A page whose engine speaks a step at a time: each call of `step` lets all that waits go on. */
export async function steppedPage(
  change: Partial<JobHost> = {},
  api: Partial<ApiHost> = {},
  failAfterChunks?: number,
) {
  const clock = new FakeClock();
  let release = () => {};
  let gate = new Promise<void>((resolve) => (release = resolve));
  const step = async () => {
    const open = release;
    gate = new Promise<void>((resolve) => (release = resolve));
    open();
    await new Promise((resolve) => setTimeout(resolve));
  };
  const engine = new FakeSpeechEngine({
    manifest,
    seconds: 0.4,
    pause: () => gate,
    ...(failAfterChunks === undefined ? {} : { failAfterChunks }),
  });
  const host = loadedHost(manifest, engine, { nowMs: () => START_MS + clock.now(), ...api });
  const page = await jobPage(host, { after: clock.after, ...change });
  const post = async (fields: Record<string, unknown> = {}) => {
    const body = { app: 'infsh/higgs-audio', input: { text: 'Hello.' }, ...fields };
    return page.call('POST', '/apps/run', body);
  };
  const run = async (fields: Record<string, unknown> = {}) =>
    (await (await post(fields)).json()).id as string;
  const states = () => page.jobs.book.all().map(({ status }) => status);
  return { ...page, engine, clock, step, post, run, states };
}

export const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
