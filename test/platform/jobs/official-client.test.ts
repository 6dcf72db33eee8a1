import {
  type FileDTO,
  Inference,
  isTerminalStatus,
  type TaskDTO,
  TaskStatusCompleted,
  type TaskTimingsDTO,
} from '@inferencesh/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest';
import { fileReply } from '../../../src/core/jobs/stored-files';
import { taskReply } from '../../../src/core/jobs/task-reply';
import { taskTimings } from '../../../src/core/jobs/task-timings';
import type { Manifest } from '../../../src/core/package/manifest';
import { readWav } from '../../../src/core/pcm/read-wav';
import type { SpeechEngine } from '../../../src/core/speech/speech-engine';
import { jobBase, jobPage, loadedHost } from '../../fakes/job-page';
import { risingTone } from '../../fakes/rising-tone';
import { toyEngine, toyInput } from '../../fakes/toy-job-page';

/** The hosted service's own client, as it is published; only its base address is another one. */
const app = 'infsh/higgs-audio@4k2xyz';
let toy: { manifest: Manifest; engine: SpeechEngine };
let page: Awaited<ReturnType<typeof jobPage>>;
let client: Inference;
/** Addresses that the client has asked, without the base. */
let asked: string[];

beforeAll(async () => {
  toy = await toyEngine();
});

beforeEach(async () => {
  page = await jobPage(loadedHost(toy.manifest, toy.engine));
  asked = [];
  vi.stubGlobal('fetch', async (input: string | URL, init?: RequestInit) => {
    const request = new Request(input, init);
    asked.push(`${request.method} ${request.url.replace(jobBase, '')}`);
    return page.handle(request);
  });
  client = new Inference({ apiKey: 'inf_any', baseUrl: jobBase });
});

afterAll(() => {
  vi.unstubAllGlobals();
});

/** Fields that this page adds to those of the service. */
type PageTask = TaskDTO & {
  readonly status_text: string;
  readonly progress: number;
  readonly progress_detail: { readonly current: number; readonly total: number; readonly unit: string };
  readonly partial_output?: { readonly audio: string; readonly start_sample: number };
};

async function soundAt(uri: string): Promise<Float32Array> {
  const reply = await fetch(uri);
  expect(reply.status).toBe(200);
  return readWav(new Uint8Array(await reply.arrayBuffer())).samples;
}

/** What the engine itself makes of the toy's input, as a file holds it. */
async function ownSamples(): Promise<number[]> {
  const request = {
    text: toyInput.text,
    chunkMethod: 'word',
    chunkMaxWords: 4,
    chunkBufferSize: null,
    maxNewColumns: 20,
    seed: 5,
    delivery: 'whole',
    sampling: { temperature: 1, topK: 50, topP: 0.95, rasWindowLength: 7, rasMaxRepeats: 2 },
  } as const;
  const samples: number[] = [];
  for await (const event of toy.engine.speak(request, new AbortController().signal))
    if (event.type === 'chunk') for (const sample of event.chunk.samples) samples.push(sample);
  return samples.map((sample) => Math.round(sample * 32_767) + 0); // no negative zero
}

test('replies have the types that the client declares, as the compiler finds', () => {
  expectTypeOf(taskReply).returns.toExtend<TaskDTO>();
  expectTypeOf(fileReply).returns.toExtend<FileDTO>();
  expectTypeOf(taskTimings).returns.toExtend<TaskTimingsDTO>();
});

describe('run', () => {
  test('resolves with the finished task, whose sound is the engine’s own', async () => {
    const result = (await client.run({ app, input: toyInput })) as PageTask;
    expect(result.status).toBe(TaskStatusCompleted);
    expect(result.status_text).toBe('completed');
    const samples = await soundAt(result.output.audio_output);
    expect(Array.from(samples, (sample) => Math.round(sample * 32_768))).toEqual(await ownSamples());
    expect(result.output.output_meta.outputs[0].sample_rate).toBe(24_000);
    expect(result.output.seed).toBe(5);
    expect(result.output.timings).toHaveLength(3);
  });

  test('streams progress that never goes back, and the sound of each piece when it is finished', async () => {
    const updates: PageTask[] = [];
    const partial: { readonly fields: string[]; readonly task: PageTask }[] = [];
    const result = await client.run(
      { app, input: toyInput },
      {
        onUpdate: (task) => updates.push(task as PageTask),
        onPartialUpdate: (task, fields) => partial.push({ task: task as PageTask, fields }),
      },
    );
    const progress = partial.map(({ task }) => task.progress);
    expect(progress.length).toBeGreaterThan(3);
    expect(progress).toEqual(progress.toSorted((one, other) => one - other));
    expect(updates.at(-1)!.progress).toBe(100);
    expect(updates.at(-1)!.status).toBe(TaskStatusCompleted);
    expect(partial.at(-1)!.task.progress_detail).toEqual({ current: 3, total: 3, unit: 'pieces' });
    const sounds = partial.filter(({ fields }) => fields.includes('partial_output'));
    expect(sounds).toHaveLength(3);
    const bytes = sounds.flatMap(({ task }) => [...Buffer.from(task.partial_output!.audio, 'base64')]);
    const file = new Uint8Array(await (await fetch(result.output.audio_output)).arrayBuffer());
    expect(bytes).toEqual([...file.subarray(44)]);
  });

  test('polls where it does not stream', async () => {
    const result = await client.run({ app, input: toyInput }, { stream: false, pollIntervalMs: 20 });
    expect(result.status).toBe(TaskStatusCompleted);
    expect(asked.some((line) => line.endsWith('/status'))).toBe(true);
    expect(asked.some((line) => line.endsWith('/stream'))).toBe(false);
  });

  test('returns at once where nobody waits, and the task can be asked for', async () => {
    const { id, status } = await client.run({ app, input: toyInput }, { wait: false });
    expect(isTerminalStatus(status)).toBe(false);
    await vi.waitFor(
      async () => expect((await client.getTask(id)).data.status).toBe(TaskStatusCompleted),
      20_000,
    );
  });

  test('rejects with the sentence of a wrong input', async () => {
    const wrong = client.run({ app, input: { ...toyInput, top_k: 1e6 } });
    await expect(wrong).rejects.toThrow(/^HTTP 400: "input\.top_k" must be a whole number from 0 to/);
    await expect(client.run({ app: 'someone/other', input: toyInput })).rejects.toThrow(/HTTP 404: "app"/);
  });

  test('rejects when the task is cancelled', async () => {
    const long = { ...toyInput, text: toyInput.text.repeat(20) };
    const run = client.run({ app, input: long }, { onUpdate: ({ id }) => void client.cancel(id) });
    await expect(run).rejects.toThrow('task cancelled');
    const [task] = (await client.tasks.list({})).data.items;
    expect((task as PageTask).status_text).toBe('cancelled');
  });
});

describe('tasks', () => {
  test('are listed page by page, the newest first, and filtered', async () => {
    const ids: string[] = [];
    for (const text of ['One.', 'Two.', 'Three.'])
      ids.unshift((await client.run({ app, input: { text, max_new_tokens: 12 } })).id);
    const first = (await client.tasks.list({ limit: 2 })).data;
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(first).toMatchObject({ has_next: true, has_previous: false, total_items: 3, items_per_page: 2 });
    const second = (await client.tasks.list({ limit: 2, cursor: first.next_cursor })).data;
    expect(second.items.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(second).toMatchObject({ has_next: false, has_previous: true });
    const filter = { field: 'status', operator: 'eq', value: TaskStatusCompleted };
    expect((await client.tasks.list({ filters: [filter] })).data.total_items).toBe(3);
    expect((await client.tasks.list({ filters: [{ ...filter, operator: 'neq' }] })).data.items).toEqual([]);
  });

  test('tell their logs and timings, and are deleted with their sound', async () => {
    const { id, output } = await client.run({ app, input: toyInput });
    expect((await client.tasks.getLogs(id)).data).toMatchObject({ task_id: id, status: TaskStatusCompleted });
    const timings = (await client.tasks.getTimings(id)).data;
    expect(timings.groups.map(({ label }) => label)).toEqual(['queued', 'preparing', 'running']);
    expect(timings.events.map(({ status }) => status)).toEqual([
      'received',
      'queued',
      'preparing',
      'running',
      'completed',
    ]);
    await client.tasks.delete(id);
    await expect(client.getTask(id)).rejects.toThrow(/HTTP 404/);
    expect((await fetch(output.audio_output)).status).toBe(404);
  });

  test('are streamed as server-sent events too', async () => {
    const { id } = await client.run({ app, input: toyInput }, { wait: false });
    const source = (await client.streamTask(id))!;
    const seen: Partial<PageTask>[] = [];
    await new Promise<void>((resolve) => {
      source.onmessage = ({ data }: MessageEvent<string>) => {
        const line = JSON.parse(data) as Partial<PageTask> & { data?: Partial<PageTask> };
        seen.push(line.data ?? line);
        if (line.status === TaskStatusCompleted) resolve();
      };
    });
    source.close();
    expect(seen[0]!.id).toBe(id);
    expect(seen.at(-1)!.output.audio_output).toContain(id);
  });
});

describe('files', () => {
  test('are sent, listed, got and deleted', async () => {
    const sound = new File([risingTone()], 'voice.wav', { type: 'audio/wav' });
    const file = await client.uploadFile(sound, { path: 'voices' });
    expect(asked).toEqual(['POST /files', `PUT /files/${file.id}/content`]);
    const kept = (await client.files.get(file.id)).data;
    expect(kept).toMatchObject({ filename: 'voice.wav', content_type: 'audio/wav', size: sound.size });
    expect((await client.files.list({})).data.items.map(({ id }) => id)).toEqual([file.id]);
    const back = new Uint8Array(await (await fetch(file.uri)).arrayBuffer());
    expect(back).toEqual(new Uint8Array(await sound.arrayBuffer()));
    await client.files.delete(file.id);
    await expect(client.files.get(file.id)).rejects.toThrow(/HTTP 404/);
  });

  test('that stand in an input are sent first and become the voice', async () => {
    const input = { ...toyInput, ref_text: 'What it says.' };
    const ref_audio = new Blob([risingTone()], { type: 'audio/wav' });
    const cloned = await client.run({ app, input: { ...input, ref_audio } });
    expect(asked[0]).toBe('POST /files');
    expect(cloned.input.ref_audio).toMatch(/^https:\/\/page\.test\/api\/files\//);
    const again = await client.run({
      app,
      input: { ...input, ref_audio: `data:audio/wav;base64,${Buffer.from(risingTone()).toString('base64')}` },
    });
    const sound = await soundAt(cloned.output.audio_output);
    expect(await soundAt(again.output.audio_output)).toEqual(sound);
    const other = await client.run({ app, input: toyInput });
    expect(await soundAt(other.output.audio_output)).not.toEqual(sound);
  });
});
