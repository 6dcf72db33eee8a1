import 'fake-indexeddb/auto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { JobStore } from '../../../src/core/jobs/job-store';
import { MemoryJobStore } from '../../../src/core/jobs/memory-job-store';
import type { MemoryPackage } from '../../../src/core/package/memory-package';
import { openIdbJobStore } from '../../../src/platform/jobs/idb-job-store';
import { fuzzFactor } from '../../fakes/fuzz-factor';
import { jobPage, loadedHost } from '../../fakes/job-page';
import { seededRandom, seeds } from '../../fakes/seeded-random';
import { toyEngine } from '../../fakes/toy-job-page';

/** Six pieces, each shown all that were made before; the end of several is tried twice. */
const input = {
  text: 'One two three four. Five six seven eight. Nine ten eleven twelve. Good day to you. All is well now. That was all then.',
  chunk_method: 'word',
  chunk_max_word_num: 4,
  max_new_tokens: 24,
  seed: 21,
};
const body = { app: 'infsh/higgs-audio', input };

let source: MemoryPackage;
let whole: Uint8Array;

/** A page that has just been opened, with an engine of its own. */
async function openPage(store: JobStore) {
  const { manifest, engine } = await toyEngine(source);
  let count = 0;
  const speeches: number[] = [];
  const counted: typeof engine = Object.assign(Object.create(engine), {
    async *speak(request: Parameters<typeof engine.speak>[0], signal: AbortSignal) {
      speeches.push(request.finishedPieces?.length ?? 0);
      yield* engine.speak(request, signal);
    },
  });
  const page = await jobPage(loadedHost(manifest, counted, { newId: () => `${Math.random()}-${++count}` }), {
    store,
  });
  return { ...page, speeches };
}
type Page = Awaited<ReturnType<typeof openPage>>;

async function fileOf(page: Page, id: string): Promise<Uint8Array> {
  const task = await (await page.call('GET', `/tasks/${id}`)).json();
  expect(task.status_text).toBe('completed');
  const reply = await page.handle(new Request(task.output.audio_output));
  return new Uint8Array(await reply.arrayBuffer());
}

const ended = async (page: Page, id: string) => {
  const reply = await page.call('GET', `/tasks/${id}/stream`);
  await reply.text();
};

beforeAll(async () => {
  ({ source } = await toyEngine());
  const page = await openPage(new MemoryJobStore());
  const { id } = await (await page.call('POST', '/apps/run', { ...body, wait: true })).json();
  whole = await fileOf(page, id);
  expect(whole.length).toBeGreaterThan(44 + 2 * 24_000);
});

describe.each([
  ['memory', async (): Promise<JobStore> => new MemoryJobStore(), 3],
  ['IndexedDB', openIdbJobStore, 2],
] as const)('a job whose page is closed at any moment, kept in %s', (_, openStore, count) => {
  test.each(seeds(count * fuzzFactor))('has the samples of a run without a break (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const store = await openStore();
    let page = await openPage(store);
    const { id } = await (await page.call('POST', '/apps/run', body)).json();
    const pieceCounts: number[] = [];
    for (let closings = 1 + Math.floor(random() * 3); closings > 0; closings--) {
      // Closed after so many changes, wherever the piece then is.
      let changes = Math.floor(random() * 20);
      await new Promise<void>((resolve) => {
        const stop = page.jobs.book.watch(id, () => {
          if (changes-- > 0 && page.jobs.book.get(id)!.status !== 'completed') return;
          stop();
          resolve();
        });
      });
      page.jobs.runner.stop();
      pieceCounts.push((await store.pieces(id)).length);
      page = await openPage(store);
    }
    expect(pieceCounts[0]).toBeLessThan(6);
    await ended(page, id);
    expect(await fileOf(page, id)).toEqual(whole);
    // It went on behind what was stored, and began nothing anew.
    expect(page.speeches[0] ?? 6).toBeGreaterThanOrEqual(pieceCounts.at(-1)!);
    expect(await store.pieces(id)).toHaveLength(6);
  });

  test('is decoded again from its codes after a reload', async () => {
    const store = await openStore();
    const first = await openPage(store);
    const { id } = await (await first.call('POST', '/apps/run', { ...body, wait: true })).json();
    first.jobs.runner.stop();
    const second = await openPage(store);
    expect(await fileOf(second, id)).toEqual(whole);
    expect(second.speeches).toEqual([6]);
  });
});

test('pieces that another version would cut otherwise are thrown away, and the job is begun anew', async () => {
  const store = new MemoryJobStore();
  const first = await openPage(store);
  const { id } = await (await first.call('POST', '/apps/run', { ...body, wait: true })).json();
  const [job] = await store.jobs();
  const [piece] = await store.pieces(id);
  await store.putJob({ ...job!, status: 'running', result: null }, { ...piece!, text: 'Other words.' });
  const second = await openPage(store);
  await ended(second, id);
  expect(await fileOf(second, id)).toEqual(whole);
  expect(
    second.jobs.book
      .get(id)!
      .logs.map(({ content }) => content)
      .join(' '),
  ).toContain('begun anew');
});
