import type { Inference, TaskDTO } from '@inferencesh/sdk';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import type { RunningServer } from '../cli/browser/serve-site';
import { readWav } from '../src/core/pcm/read-wav';
import { buildCaller, openCaller, openServing, serveWithCaller, takeEngineSamples } from './support/api-site';

declare global {
  var jobClient: Inference;
}

/** Jobs of the built page, called by the hosted service's own client from another page of the same site. */
test.use({ serviceWorkers: 'allow' });

let site: RunningServer;

test.beforeAll(async () => {
  await buildCaller();
});
test.beforeEach(async () => {
  site = await serveWithCaller('/some/base/');
});
test.afterEach(() => site.close());

const text =
  'The first of these sentences is short. The second one follows it. A third goes on a little longer than the others. The fourth is there too. And this is the end of it.';
const run = {
  app: 'infsh/higgs-audio',
  input: { text, ref_audio: 'belinda', seed: 9, chunk_method: 'auto' },
};

/** A page of the site that has the hosted client alone. */
async function openJobCaller(context: BrowserContext, from: RunningServer): Promise<Page> {
  const page = await openCaller(context, from);
  await page.evaluate(() => {
    const baseUrl = new URL('..', location.href).href.slice(0, -1);
    globalThis.jobClient = globalThis.caller.inference({ apiKey: 'any', baseUrl });
  });
  return page;
}

const samplesOf = (file: readonly number[]) => Array.from(readWav(Uint8Array.from(file)).samples);
/** What the engine has said, as a file of 16 bit holds it. */
const inFile = (samples: Float32Array) =>
  Array.from(samples, (sample) => Math.round(sample * 32_767) / 32_768 + 0);

test('the hosted client runs, follows, cancels and asks for jobs, and sends files', async ({ context }) => {
  const serving = await openServing(context, site);
  const caller = await openJobCaller(context, site);
  await takeEngineSamples(serving.page);
  const result = await caller.evaluate(async (params) => {
    const progress: number[] = [];
    let soundBytes = 0;
    const task = await jobClient.run(params, {
      onPartialUpdate: (update, fields) => {
        const { progress: percent, partial_output: sound } = update as unknown as {
          progress: number;
          partial_output?: { audio: string };
        };
        progress.push(percent);
        if (fields.includes('partial_output')) soundBytes += atob(sound!.audio).length;
      },
    });
    const file = new Uint8Array(await (await fetch(task.output.audio_output)).arrayBuffer());
    return {
      task,
      progress,
      soundBytes,
      file: Array.from(file),
      again: (await jobClient.getTask(task.id)).data,
    };
  }, run);
  expect(result.task.status).toBe(10);
  expect(result.again.output).toEqual(result.task.output);
  expect(result.progress.length).toBeGreaterThan(5);
  expect(result.progress).toEqual(result.progress.toSorted((one, other) => one - other));
  expect(result.soundBytes).toBe(result.file.length - 44);
  expect(samplesOf(result.file)).toEqual(inFile(await takeEngineSamples(serving.page)));

  const others = await caller.evaluate(async (params) => {
    const cancelled = await jobClient
      .run(params, { onPartialUpdate: ({ id }) => void jobClient.cancel(id) })
      .catch((error: Error) => error.message);
    const wrong = await jobClient
      .run({ ...params, input: { text: '' } })
      .catch((error: Error) => error.message);
    const sound = new File([new Uint8Array([1, 2, 3])], 'voice.wav', { type: 'audio/wav' });
    const { id, uri } = await jobClient.uploadFile(sound);
    const back = Array.from(new Uint8Array(await (await fetch(uri)).arrayBuffer()));
    const { filename } = (await jobClient.files.get(id)).data;
    return { cancelled, wrong, back, filename, listed: (await jobClient.tasks.list({})).data.items.length };
  }, run);
  expect(others).toMatchObject({
    cancelled: 'task cancelled',
    back: [1, 2, 3],
    filename: 'voice.wav',
    listed: 2,
  });
  expect(others.wrong).toMatch(/^HTTP 400: There is no text to speak/);
});

test('a job whose page is closed in the middle ends in the next one, with the samples of a whole run', async ({
  context,
}) => {
  let serving = await openServing(context, site);
  const caller = await openJobCaller(context, site);
  const finished = (params: typeof run) =>
    caller.evaluate(async (asked) => {
      const task = await jobClient.run(asked);
      return Array.from(new Uint8Array(await (await fetch(task.output.audio_output)).arrayBuffer()));
    }, params);
  // Long enough to be seen at work on any machine.
  const long = { ...run, input: { ...run.input, text: Array<string>(2).fill(text).join('\n\n') } };
  const whole = await finished(long);
  const id = await caller.evaluate(async (params) => {
    return (await jobClient.run(params, { wait: false })).id;
  }, long);
  const task = () =>
    caller.evaluate(async (taskId) => {
      return (await jobClient.getTask(taskId)).data as TaskDTO & {
        progress_detail: { current: number };
        status_text: string;
      };
    }, id);
  await expect
    .poll(async () => (await task()).progress_detail.current, { intervals: [20] })
    .toBeGreaterThan(1);
  const before = await task();
  expect(before.status_text).toBe('running');
  await serving.page.close();
  serving = await openServing(context, site);
  await expect.poll(async () => (await task()).status_text).toBe('completed');
  const { output, logs } = await task();
  expect(logs.map(({ content }) => content).join()).toContain('Goes on after an interruption.');
  const file = await caller.evaluate(
    async (uri) => Array.from(new Uint8Array(await (await fetch(uri)).arrayBuffer())),
    output.audio_output as string,
  );
  expect(file.length).toBe(whole.length);
  expect(file).toEqual(whole);
});
