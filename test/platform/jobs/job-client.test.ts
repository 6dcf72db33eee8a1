import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Manifest } from '../../../src/core/package/manifest';
import type { SpeechEngine } from '../../../src/core/speech/speech-engine';
import { jobClient } from '../../../src/jobs';
import { createJobClient } from '../../../src/platform/jobs/job-client';
import type { Task } from '../../../src/platform/jobs/job-transport';
import { fakePagevoice } from '../../fakes/fake-pagevoice';
import { jobBase, jobPage, loadedHost } from '../../fakes/job-page';
import { risingTone } from '../../fakes/rising-tone';
import { toyEngine, toyInput } from '../../fakes/toy-job-page';

const app = 'infsh/higgs-audio';
let toy: { manifest: Manifest; engine: SpeechEngine };
let page: Awaited<ReturnType<typeof jobPage>>;
let client: ReturnType<typeof createJobClient>;
let keys: (string | null)[];

beforeAll(async () => {
  toy = await toyEngine();
});

beforeEach(async () => {
  const api = loadedHost(toy.manifest, toy.engine, { apiKey: () => 'secret' });
  page = await jobPage(api);
  keys = [];
  const send = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    keys.push(request.headers.get('authorization'));
    return page.handle(request);
  };
  client = createJobClient({ baseUrl: `${jobBase}/`, fetch: send, apiKey: 'secret' });
});

describe('a run', () => {
  test('is awaited', async () => {
    const task = await client.run({ app, input: toyInput });
    expect(task.status_text).toBe('completed');
    expect(task.output!.audio_output).toContain(task.id);
  });

  test('is iterated: every change, with the sound of each piece once', async () => {
    const seen: Task[] = [];
    for await (const task of client.run({ app, input: toyInput })) seen.push(task);
    expect(seen.at(-1)!.status_text).toBe('completed');
    expect(seen.map(({ progress }) => progress)).toEqual(
      seen.map(({ progress }) => progress!).toSorted((one, other) => one - other),
    );
    const starts = seen.flatMap(({ partial_output: sound }) => (sound ? [sound.start_sample] : []));
    expect(starts).toHaveLength(3);
    expect(new Set(starts).size).toBe(3);
  });

  test('that is iterated and awaited is one task, and its callbacks hear of each change once', async () => {
    const updates: Task[] = [];
    const run = client.run({ app, input: toyInput }, { onUpdate: (task) => updates.push(task) });
    for await (const _ of run);
    const task = await run;
    expect((await client.list()).items).toHaveLength(1);
    expect(updates.filter(({ status_text }) => status_text === 'completed')).toHaveLength(1);
    expect(task.status_text).toBe('completed');
  });

  test('is asked for again and again where it is not streamed', async () => {
    const states: (string | undefined)[] = [];
    const onUpdate = ({ status_text }: Task) => states.push(status_text);
    await client.run({ app, input: toyInput }, { stream: false, pollIntervalMs: 5, onUpdate });
    expect(states.at(-1)).toBe('completed');
    expect(new Set(states).size).toBe(states.length);
  });

  test('need not be waited for, and can be cancelled', async () => {
    const input = { ...toyInput, text: toyInput.text.repeat(20) };
    const run = client.run({ app, input }, { wait: false });
    expect((await run).status_text).not.toBe('completed');
    await run.cancel();
    await expect(async () => {
      for await (const _ of run);
    }).rejects.toThrow('The task was cancelled.');
  });

  test('rejects with the sentence and the field of a wrong input', async () => {
    await expect(client.run({ app, input: { ...toyInput, top_p: 7 } })).rejects.toMatchObject({
      status: 400,
      field: 'input.top_p',
      message: expect.stringMatching(/^"input\.top_p" must be a number from 0 to 1/),
    });
  });

  test('whose waiting is given up goes on', async () => {
    const stop = new AbortController();
    const run = client.run({ app, input: toyInput }, { signal: stop.signal, onUpdate: () => stop.abort() });
    await expect(run).rejects.toThrow();
    const { id } = await run.accepted;
    await page
      .call('GET', `/tasks/${id}/stream`, undefined, { authorization: 'Bearer secret' })
      .then((r) => r.text());
    expect((await client.get(id)).status_text).toBe('completed');
    await client.remove(id);
    await expect(client.get(id)).rejects.toMatchObject({ status: 404 });
  });
});

test('files of an input are sent to an address that needs no key and are given none', async () => {
  const input = { ...toyInput, ref_audio: new File([risingTone()], 'me.wav'), ref_text: 'What it says.' };
  const task = await client.run({ app, input });
  expect((task.input as { ref_audio: string }).ref_audio).toMatch(`${jobBase}/files/`);
  expect(keys.slice(0, 3)).toEqual(['Bearer secret', null, 'Bearer secret']);
});

test('the key that the page asks for is asked of every other call', async () => {
  for (const [method, path] of [
    ['GET', '/tasks/any'],
    ['POST', '/apps/run'],
    ['POST', '/files'],
    ['DELETE', '/files/any'],
  ] as const)
    expect((await page.call(method, path, method === 'POST' ? {} : undefined)).status).toBe(401);
});

test('the package’s client runs its jobs in the page of a Pagevoice', async () => {
  const { pagevoice, engine } = fakePagevoice();
  const task = await jobClient(pagevoice).run({ app, input: { text: 'One.' } });
  expect(task.status_text).toBe('completed');
  const file = new Uint8Array(await (await pagevoice.fetch(task.output!.audio_output)).arrayBuffer());
  expect(new TextDecoder().decode(file.subarray(0, 4))).toBe('RIFF');
  expect(engine.requests.map(({ text }) => text)).toEqual(['One.']);
});
