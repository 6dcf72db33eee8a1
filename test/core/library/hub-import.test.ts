import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { importModel } from '../../../src/core/importer/import-model';
import type { HubOrder } from '../../../src/core/library/model-library';
import { storedPackage } from '../../../src/core/library/stored-package';
import { MemoryPackage } from '../../../src/core/package/memory-package';
import { openPackage, verifyPackage } from '../../../src/core/package/model-package';
import { type FaultType, type RunningHub, serveHub } from '../../fakes/hub-server';
import { MemoryLocks, MemoryStore } from '../../fakes/memory-store';
import { seededRandom, seeds } from '../../fakes/seeded-random';
import { afterPowerLosses, drain, takeSome, testLibrary } from '../../fakes/test-library';
import { parse } from '../../toy/damage';
import { FIRST_RELEASE, MLX_SECOND, MODERN, THIRD_RELEASE, toyHubFiles, toyOf } from '../../toy/toy-hub';

const { signal } = new AbortController();
const SHARD_BYTES = 300_000;
let hub: RunningHub;
let disk: MemoryStore;

const hubFiles = toyHubFiles();
const plainShards = new Map<string, readonly string[]>();
beforeAll(async () => {
  for (const name of [FIRST_RELEASE, MODERN, MLX_SECOND]) plainShards.set(name, await shardsOf(name));
});
beforeEach(async () => {
  hub = await serveHub(hubFiles);
  disk = new MemoryStore();
});
afterEach(() => hub.close());

const order = (change: Partial<HubOrder> = {}): HubOrder => ({
  type: 'hub',
  repository: FIRST_RELEASE,
  hubUrl: hub.url,
  precision: 'q4',
  withCloning: true,
  ...change,
});
const library = (files = disk, locks = new MemoryLocks()) => testLibrary(files, locks, SHARD_BYTES);

/** Shards of the same toy, imported from folders by the plain road. */
async function shardsOf(name: string): Promise<readonly string[]> {
  const input = { ...toyOf(name), precision: 'q4', id: 'x', title: 'X' } as const;
  const run = importModel(input, new MemoryPackage(), signal, SHARD_BYTES);
  for (;;) {
    const { done, value } = await run.next();
    if (done) return value.manifest.shards.map(({ sha256 }) => sha256);
  }
}

async function installedShards(files: MemoryStore, id: string): Promise<readonly string[]> {
  const source = storedPackage(files, id);
  const { manifest } = await openPackage(source, signal);
  for await (const _ of verifyPackage(source, manifest, signal));
  return manifest.shards.map(({ sha256 }) => sha256);
}

describe('a published checkpoint', () => {
  test.each([
    [FIRST_RELEASE, 'Higgs Audio V2 3B'],
    [MODERN, 'Higgs Audio V2 3B'],
    [MLX_SECOND, 'Higgs Audio V2 3B, from MLX 8 bit'],
  ])('%s becomes the same package as from a folder', async (repository, title) => {
    const model = await drain(library().install(order({ repository }), signal));
    expect(await installedShards(disk, model.id)).toEqual(plainShards.get(repository));
    expect(model).toMatchObject({ title, precision: 'q4', canClone: true });
    expect(model.origin.checkpoint).toMatch(new RegExp(`^${repository.replace(/@.*/, '')} at \\w+$`));
    const { models, interrupted } = await library().list();
    expect(models).toEqual([model]);
    expect(interrupted).toEqual([]);
    expect(disk.paths.filter((path) => /^(partial|jobs)/.test(path))).toEqual([]);
  });

  test('comes from where the hub sends for its files', async () => {
    hub.redirects = true;
    hub.faults.push({ type: 'cut', path: /model\.safetensors$/, from: 100_000, times: 2 });
    const model = await drain(library().install(order({ repository: MODERN }), signal));
    expect(await installedShards(disk, model.id)).toEqual(plainShards.get(MODERN));
    expect(hub.requests.filter(({ status }) => status === 302).length).toBe(hub.requests.length / 2);
  });

  const isNoTextHead = (name: string) => !name.includes('text_lm_head');
  test.each<[string, [RegExp, (tensor: string) => boolean][]]>([
    [
      MODERN,
      [
        [/generation.*model\.safetensors$/, isNoTextHead],
        [/tokenizer.*model\.safetensors$/, (name) => /^(acoustic_decoder|fc2|quantizer)/.test(name)],
      ],
    ],
    [MLX_SECOND, [[/mlx-q8.*model\.safetensors$/, isNoTextHead]]],
  ])('of %s nothing is fetched that is not needed, and nothing twice', async (repository, files) => {
    await drain(library().install(order({ repository, withCloning: false }), signal));
    for (const [path, wanted] of files) {
      const [name, file] = [...hubFiles].find(([key]) => path.test(key))!;
      const headerLength = Number(new DataView(file.read(0, 8).buffer).getBigUint64(0, true));
      const text = new TextDecoder().decode(file.read(8, headerLength));
      const { __metadata__: _, ...header } = JSON.parse(text) as Header;
      const sent = hub.sent.filter((part) => part.path === name).slice(1);
      for (const [tensor, entry] of Object.entries(header)) {
        const [first, end] = entry.data_offsets.map((offset) => offset + 8 + headerLength) as [
          number,
          number,
        ];
        const times = sent.filter((part) => part.first < end && part.end > first).length;
        if (!wanted(tensor) && first >= 65_536) expect([tensor, times]).toEqual([tensor, 0]);
        if (wanted(tensor)) expect(times).toBeLessThanOrEqual(1);
      }
    }
  });
  type Header = Record<string, { readonly data_offsets: readonly number[] }>;

  test('without cloning the package says so', async () => {
    const model = await drain(library().install(order({ withCloning: false }), signal));
    expect(model.canClone).toBe(false);
    const { manifest } = await openPackage(storedPackage(disk, model.id), signal);
    expect(manifest.shards.map(({ file }) => file).filter((file) => /encoder/.test(file))).toEqual([]);
  });

  test('progress speaks of downloading, and grows', async () => {
    const seen: number[] = [];
    const run = library().install(order(), signal);
    for (let step = await run.next(); !step.done; step = await run.next()) {
      expect(step.value.activity).toBe('downloading');
      seen.push(step.value.doneBytes / step.value.totalBytes);
    }
    expect(seen.at(-1)).toBe(1);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
  });

  test('of another repository or at an address is imported alike', async () => {
    const [path] = [...hubFiles.keys()].find((key) => /mlx-q8.*config\.json$/.test(key))!.split('/config');
    const places = [`${hub.url}/${path}/`, 'mlx-community/higgs-audio-v2-3B-mlx-q8@main'];
    for (const repository of places) {
      const files = new MemoryStore();
      const model = await drain(library(files).install(order({ repository }), signal));
      expect(await installedShards(files, model.id)).toEqual(plainShards.get(MLX_SECOND));
    }
  });

  test('what names none is refused with an example', async () => {
    await expect(drain(library().install(order({ repository: 'a b' }), signal))).rejects.toThrow(
      FIRST_RELEASE,
    );
  });
});

test('a licence that nobody accepted ends it before any weight is fetched, and leaves nothing behind', async () => {
  const third = drain(library().install(order({ repository: THIRD_RELEASE }), signal));
  await expect(third).rejects.toMatchObject({ failure: { kind: 'licence' } });
  const ofModel = hub.requests.filter(({ path }) => path.endsWith('model.safetensors'));
  expect(ofModel.every(({ range }) => range!.startsWith('bytes=0-'))).toBe(true); // its header
  expect((await library().list()).interrupted).toEqual([]);
  expect(disk.paths).toEqual([]);
});

describe('interrupted', () => {
  test.each([FIRST_RELEASE, MLX_SECOND])(
    'anywhere, by a crash, %s goes on and ends in the same model',
    async (repository) => {
      const ordered = order({ repository });
      const whole = await drain(
        testLibrary(new MemoryStore(), new MemoryLocks(), SHARD_BYTES).install(ordered, signal),
      );
      // The first request for a file fetches its beginning, which in toys is much.
      const sentWeights = () =>
        hub.sent.reduce((sum, part) => sum + (part.first > 0 ? part.end - part.first : 0), 0);
      const all = sentWeights();
      const largest = Math.max(...hub.sent.map(({ first, end }) => end - first));
      for (const share of [0.1, 0.6, 0.99]) {
        hub.sent.length = 0;
        let files = new MemoryStore();
        await takeSome(library(files).install(ordered, signal), share);
        files = files.afterCrash(share);
        const { models, interrupted } = await library(files).list();
        expect(models).toEqual([]);
        expect(interrupted).toMatchObject([{ title: whole.title, order: ordered }]);
        const model = await drain(library(files).install(interrupted[0]!.order!, signal));
        expect(model.id).toBe(whole.id);
        await drain(library(files).verify(model.id, signal));
        // The directory of the archive is fetched again, and the tensors behind the last mark, one of them in part.
        expect([share, sentWeights() < 1.2 * all + largest]).toEqual([share, true]);
      }
    },
  );

  let undisturbed: { readonly id: string; readonly changeCount: number } | null = null;
  test.each(seeds(30))('whenever the power goes, it ends in the same model (seed %i)', async (seed) => {
    const small = order({ repository: MODERN, withCloning: false });
    const install = (files: MemoryStore) => drain(library(files).install(small, signal));
    undisturbed ??= { id: (await install(disk)).id, changeCount: disk.changeCount };
    const survivor = await afterPowerLosses(install, undisturbed.changeCount, seededRandom(seed));
    for (const { id } of (await library(survivor).list()).models) await installedShards(survivor, id);
    expect((await install(survivor)).id).toBe(undisturbed.id);
    await installedShards(survivor, undisturbed.id);
    expect((await library(survivor).list()).interrupted).toEqual([]);
  });

  test('while its files are put in their places, it goes on with the rest', async () => {
    const whole = await drain(library().install(order(), signal));
    for (const failing of [1, 3, disk.paths.filter((path) => path.startsWith('blobs/')).length]) {
      const target = new MemoryStore();
      let moves = 0;
      const move = target.move.bind(target);
      target.move = async (path, to) => {
        if (++moves === failing) throw new Error('the tab was closed');
        await move(path, to);
      };
      await expect(drain(library(target).install(order(), signal))).rejects.toThrow('the tab was closed');
      const survivor = target.afterCrash(0);
      expect((await library(survivor).list()).models).toEqual([]);
      hub.sent.length = 0;
      expect((await drain(library(survivor).install(order(), signal))).id).toBe(whole.id);
      expect(hub.sent).toEqual([]); // everything was there
    }
  });

  test('bytes that were damaged meanwhile are found, and it starts over', async () => {
    await takeSome(library().install(order(), signal), 0.7);
    disk.damage(disk.paths.find((path) => path.endsWith('~language-00001.bin'))!);
    const model = await drain(library().install(order(), signal));
    await drain(library().verify(model.id, signal));
  });

  test('a checkpoint that changed meanwhile is imported anew, never mixed', async () => {
    await takeSome(library().install(order({ repository: MODERN }), signal), 0.7);
    hub.faults.push({ type: 'changed', path: /generation.*model\.safetensors/, times: 1 });
    const model = await drain(library().install(order({ repository: MODERN }), signal));
    expect(await installedShards(disk, model.id)).toEqual(plainShards.get(MODERN));
  });

  test('discarded, it leaves nothing', async () => {
    await takeSome(library().install(order(), signal), 0.5);
    const { interrupted } = await library().list();
    expect(interrupted[0]!.byteLength).toBeGreaterThan(100_000);
    await library().discard(interrupted[0]!.id);
    expect(disk.paths).toEqual([]);
  });

  test('an abort is obeyed and keeps what is there', async () => {
    const stop = new AbortController();
    const run = library().install(order(), stop.signal);
    for (let count = 0; count < 5; count++) await run.next();
    stop.abort();
    await expect(drain(run)).rejects.toThrow(/abort/);
    expect((await library().list()).interrupted).toHaveLength(1);
    await drain(library().install(order(), signal));
  });
});

describe('faults of the hub', () => {
  const sources = [
    { repository: FIRST_RELEASE, weights: /model-00001-of-00003\.safetensors$/ },
    { repository: MLX_SECOND, weights: /mlx-q8.*model\.safetensors$/ },
  ];
  const survived = ['cut', 'stall', 'wrong-range', 'error-500', 'busy-503'] as const;
  test.each(sources.flatMap((source) => survived.map((type) => ({ ...source, type }))))(
    '$type of $repository is survived',
    async ({ repository, weights, type }) => {
      hub.faults.push({ type, path: weights, times: type === 'stall' ? 1 : 3 });
      const model = await drain(library().install(order({ repository }), signal));
      expect(await installedShards(disk, model.id)).toEqual(plainShards.get(repository));
    },
  );

  const [{ weights }] = sources as [(typeof sources)[0]];
  const ended = [
    ['error-500', /could not be fetched.*500.*What was fetched is kept/],
    ['forbidden', /does not give out/],
    ['changed', /changed on the server/],
    ['shrunk', /changed on the server/],
    ['not-found', /no longer on the server/],
  ] satisfies [FaultType, RegExp][];
  test.each(sources.flatMap((source) => ended.map(([type, sentence]) => ({ ...source, type, sentence }))))(
    '$type of $repository ends in a sentence, and the next try ends well',
    async ({ repository, weights, type, sentence }) => {
      const ordered = order({ repository });
      hub.faults.push({ type, path: weights, from: 100_000, times: type === 'error-500' ? 1000 : 1 });
      await expect(drain(library().install(ordered, signal))).rejects.toThrow(sentence);
      expect((await library().list()).models).toEqual([]);
      hub.faults.length = 0;
      if (type === 'shrunk') return; // the file stays cut off: refused below
      const model = await drain(library().install(ordered, signal));
      await drain(library().verify(model.id, signal));
    },
  );

  test('a file that is cut off on the server is refused by its header', async () => {
    hub.faults.push({ type: 'shrunk', path: weights, from: 100_000, times: 1 });
    await expect(drain(library().install(order(), signal))).rejects.toThrow(/changed on the server/);
    await expect(drain(library().install(order(), signal))).rejects.toMatchObject({
      failure: { kind: 'bad-checkpoint', message: expect.stringMatching(/cut off/) },
    });
    expect((await library().list()).models).toEqual([]);
  });
});

test('the toy hub has the files that are published', () => {
  const index = [...hubFiles].find(([path]) => path.endsWith('index.json'))![1];
  expect(Object.keys(parse(index))).toContain('weight_map');
});
