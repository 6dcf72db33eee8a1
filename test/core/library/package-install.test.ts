import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { modelLock } from '../../../src/core/library/store-files';
import { storedPackage } from '../../../src/core/library/stored-package';
import type { Manifest } from '../../../src/core/package/manifest';
import { MemoryPackage } from '../../../src/core/package/memory-package';
import { filesOf, openPackage, verifyPackage } from '../../../src/core/package/model-package';
import { unpackedManifest } from '../../../src/core/package/packed-shard';
import { type RunningHub, serveHub } from '../../fakes/hub-server';
import { MemoryLocks, MemoryStore } from '../../fakes/memory-store';
import { seededRandom, seeds } from '../../fakes/seeded-random';
import { afterPowerLosses, drain, takeSome, testLibrary } from '../../fakes/test-library';
import { type ToyFile, ToyFiles } from '../../toy/toy-files';
import { MODERN, packedPackageFiles, toyOf, toyPackageFiles } from '../../toy/toy-hub';

const { signal } = new AbortController();
let packages: Map<string, ToyFile>;
let manifest: Manifest;
let q8Manifest: Manifest;
let hub: RunningHub;
let disk: MemoryStore;
let locks: MemoryLocks;

beforeAll(async () => {
  const [q4, q8] = [await toyPackageFiles('q4', 'q4'), await toyPackageFiles('q8', 'q8')];
  packages = new Map([...q4.files, ...q8.files]);
  manifest = q4.manifest;
  q8Manifest = q8.manifest;
});
beforeEach(async () => {
  hub = await serveHub(packages);
  disk = new MemoryStore();
  locks = new MemoryLocks();
});
afterEach(() => hub.close());

const library = (files = disk) => testLibrary(files, locks, 300_000);
const order = (name = 'q4') => ({ type: 'package', url: `${hub.url}/${name}` }) as const;
const install = (files = disk, name = 'q4') => drain(library(files).install(order(name), signal));
const sentBytes = () => hub.sent.reduce((sum, { first, end }) => sum + end - first, 0);
const packageBytes = () => filesOf(manifest).reduce((sum, { byteLength }) => sum + byteLength, 0);
const blobsOf = (files: MemoryStore) => files.paths.filter((path) => path.startsWith('blobs/'));

async function expectWhole(files: MemoryStore, id: string): Promise<void> {
  const source = storedPackage(files, id);
  for await (const _ of verifyPackage(source, (await openPackage(source, signal)).manifest, signal));
}

describe('a package from the web', () => {
  test('is on this device, whole, and named by its manifest', async () => {
    const model = await install();
    await expectWhole(disk, model.id);
    expect(model).toMatchObject({ title: 'Toy', url: `opfs:${model.id}`, byteLength: packageBytes() });
    expect((await openPackage(storedPackage(disk, model.id), signal)).manifest).toEqual(manifest);
  });

  test('that was packed is kept unpacked, and is the model that it was made of', async () => {
    const { files, manifest: packed } = await packedPackageFiles('packed', 120_000);
    await hub.close();
    hub = await serveHub(files);
    hub.faults.push({ type: 'cut', path: /packed\/language-0000[12]\.bin$/, times: 2 });
    await takeSome(library().install(order('packed'), signal), 0.6);
    const model = await drain(library().install(order('packed'), signal));
    await expectWhole(disk, model.id);
    const stored = await openPackage(storedPackage(disk, model.id), signal);
    expect(stored.manifest).toEqual(unpackedManifest(packed));
    const served = [...files.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
    expect(served).toBeLessThan(model.byteLength);

    const folder = new MemoryPackage();
    await drain(library().export(model.id, folder, signal));
    for await (const _ of verifyPackage(folder, stored.manifest, signal));
  });

  test('is not fetched twice, and shares what it can', async () => {
    await install();
    hub.requests.length = 0;
    await install();
    expect(new Set(hub.requests.map(({ path }) => path))).toEqual(new Set(['q4/manifest.json']));
    const blobCount = blobsOf(disk).length;
    const other = await install(disk, 'q8');
    expect(blobsOf(disk).length).toBeLessThan(2 * blobCount);
    const [kept] = (await library().list()).models.filter(({ id }) => id !== other.id);
    await library().remove(other.id);
    expect(blobsOf(disk)).toHaveLength(blobCount);
    await expectWhole(disk, kept!.id);
    await library().remove(kept!.id);
    expect(disk.paths).toEqual([]);
  });

  test('what is here already is not said to be downloaded', async () => {
    await install();
    const here = new Set(filesOf(manifest).map(({ sha256 }) => sha256));
    const shared = filesOf(q8Manifest).filter(({ sha256 }) => here.has(sha256));
    const activities = new Map<string, string>();
    const run = library().install(order('q8'), signal);
    for await (const { subject, activity } of run) activities.set(subject, activity);
    expect(shared.length).toBeGreaterThan(0);
    for (const { file, sha256 } of filesOf(q8Manifest)) {
      expect([file, activities.get(file)]).toEqual([file, here.has(sha256) ? 'reading-disk' : 'downloading']);
    }
  });

  test.each([0.02, 0.5, 0.97])('cut off at %f, it goes on where it was', async (share) => {
    await takeSome(library().install(order(), signal), share);
    const survivor = disk.afterCrash(share);
    const { models, interrupted } = await library(survivor).list();
    expect(models).toEqual([]);
    expect(interrupted).toMatchObject([{ title: 'Toy', order: order() }]);
    hub.sent.length = 0;
    const model = await drain(library(survivor).install(interrupted[0]!.order!, signal));
    await expectWhole(survivor, model.id);
    expect((await library(survivor).list()).interrupted).toEqual([]);
  });

  let undisturbed: { readonly id: string; readonly changeCount: number } | null = null;
  test.each(seeds(30))('whenever the power goes, it goes on and ends whole (seed %i)', async (seed) => {
    undisturbed ??= { id: (await install()).id, changeCount: disk.changeCount };
    const survivor = await afterPowerLosses(install, undisturbed.changeCount, seededRandom(seed));
    for (const { id } of (await library(survivor).list()).models) await expectWhole(survivor, id);
    expect((await install(survivor)).id).toBe(undisturbed.id);
    await expectWhole(survivor, undisturbed.id);
    expect((await library(survivor).list()).interrupted).toEqual([]);
  });

  test('two tabs that want the same fetch it once', async () => {
    const other = testLibrary(disk, locks, 300_000);
    const run = other.install(order(), signal);
    expect((await run.next()).value).toMatchObject({ activity: 'downloading' });
    const waiting = library().install(order(), signal);
    expect((await waiting.next()).value).toMatchObject({ activity: 'waiting' });
    const [first, last] = await Promise.all([drain(run), drain(waiting)]);
    expect(last).toEqual(first);
    const firstBytes = hub.requests.filter(({ path, range }) => /\.bin/.test(path) && /=0-/.test(range!));
    expect(firstBytes).toHaveLength(manifest.shards.length);
  });
});

describe('faults', () => {
  test.each(['cut', 'stall', 'error-500', 'wrong-range', 'flipped-byte'] as const)(
    '%s is survived',
    async (type) => {
      hub.faults.push({ type, path: /\.bin$/, from: 0, times: 1 });
      const model = await install();
      await expectWhole(disk, model.id);
    },
  );

  test.each([
    ['flipped-byte', /\.bin/, /is not the one that its model package was made with/],
    ['not-found', /\.bin/, /missing or has another length/],
    ['not-found', /manifest/, /no model package/],
    ['error-500', /\.bin/, /could not be fetched/],
    ['no-ranges', /language-00001/, /./],
    ['forbidden', /\.bin/, /does not give out/],
  ] as const)(
    '%s of %s for ever is a sentence, and nothing is half visible',
    async (type, path, sentence) => {
      hub.faults.push({ type, path, times: 1e6 });
      if (type === 'no-ranges') {
        await expectWhole(disk, (await install()).id); // small enough to be taken whole
        return;
      }
      await expect(install()).rejects.toThrow(sentence);
      expect((await library().list()).models).toEqual([]);
      hub.faults.length = 0;
      await expectWhole(disk, (await install()).id);
    },
  );
});

describe('the disk', () => {
  test('too small is told before anything large is fetched', async () => {
    disk.claimedFreeBytes = 100_000;
    await expect(install()).rejects.toMatchObject({
      failure: {
        kind: 'storage',
        message: expect.stringMatching(/needs 1 MB more.*leaves this site only 0 MB/),
      },
    });
    expect(hub.requests.every(({ path }) => path.endsWith('manifest.json'))).toBe(true);
  });

  test('full in the middle keeps what is there', async () => {
    disk.quotaBytes = 600_000;
    disk.claimedFreeBytes = 1e9;
    await expect(install()).rejects.toThrow(/disk is full/);
    const { models, interrupted } = await library().list();
    expect(models).toEqual([]);
    expect(interrupted[0]!.byteLength).toBeGreaterThan(100_000);
    disk.quotaBytes = null;
    const before = sentBytes();
    await expectWhole(disk, (await install()).id);
    expect(sentBytes() - before).toBeLessThan(before + packageBytes());
  });

  test('bytes that turned are found by verify; installing again fetches only those', async () => {
    const model = await install();
    await drain(library().verify(model.id, signal));
    disk.damage(blobsOf(disk)[0]!);
    await expect(drain(library().verify(model.id, signal))).rejects.toMatchObject({
      failure: { kind: 'bad-package' },
    });
    const { models, interrupted } = await library().list();
    expect(models).toEqual([]);
    hub.requests.length = 0;
    const again = await drain(library().install(interrupted[0]!.order!, signal));
    expect(again.id).toBe(model.id);
    expect(new Set(hub.requests.map(({ path }) => path)).size).toBe(2);
    expect((await library().list()).interrupted).toEqual([]);
  });

  test('a manifest that was cut off makes nothing visible', async () => {
    const model = await install();
    const path = `models/${model.id}.json`;
    disk.put(path, await disk.read(path, 0, 1000, signal));
    expect((await library().list()).models).toEqual([]);
    await expect(storedPackage(disk, model.id).read('manifest.json', signal)).rejects.toThrow(/no longer/);
    expect((await install()).id).toBe(model.id);
  });
});

describe('using and passing on', () => {
  test('a model in use is not removed', async () => {
    const model = await install();
    const inUse = (await locks.tryLock(modelLock(model.id), 'shared'))!;
    await expect(library().remove(model.id)).rejects.toThrow(/in use/);
    inUse();
    await library().remove(model.id);
    expect((await library().list()).models).toEqual([]);
  });

  test('an exported folder is installed without a network', async () => {
    const model = await install();
    const folder = new MemoryPackage();
    await drain(library().export(model.id, folder, signal));
    const files = new ToyFiles(
      await Promise.all(
        folder.fileNames.map(async (name): Promise<[string, ToyFile]> => {
          const bytes = await folder.read(name, signal);
          return [
            `exported/${name}`,
            { byteLength: bytes.length, read: (from, length) => bytes.slice(from, from + length) },
          ];
        }),
      ),
    );
    await hub.close();
    const other = new MemoryStore();
    const activities = new Set<string>();
    const picked = { type: 'files', files, title: '', precision: 'q4', withCloning: true } as const;
    const run = testLibrary(other, new MemoryLocks(), 300_000).install(picked, signal);
    for (let step = await run.next(); ; step = await run.next()) {
      if (step.done) {
        expect(step.value.id).toBe(model.id);
        break;
      }
      activities.add(step.value.activity);
      expect(step.value.fetchedBytes).toBe(0);
    }
    expect(activities).toEqual(new Set(['reading-disk']));
    await expectWhole(other, model.id);
  });

  test('a damaged model is not exported', async () => {
    const model = await install();
    disk.damage(blobsOf(disk).at(-1)!);
    const folder = new MemoryPackage();
    await expect(drain(library().export(model.id, folder, signal))).rejects.toThrow(/damaged/);
    expect(folder.fileNames).toEqual([]);
  });

  test('a dropped checkpoint and codec become a model; something else is refused', async () => {
    const { checkpoint, codec } = toyOf(MODERN);
    const dropped = new ToyFiles([
      ...[...checkpoint.files].map(([name, file]): [string, ToyFile] => [`stuff/model/${name}`, file]),
      ...[...codec.files].map(([name, file]): [string, ToyFile] => [`stuff/codec/${name}`, file]),
    ]);
    const picked = {
      type: 'files',
      files: dropped,
      title: 'My voice',
      precision: 'q8',
      withCloning: false,
    } as const;
    const model = await drain(library().install(picked, signal));
    expect(model).toMatchObject({ title: 'My voice', precision: 'q8', canClone: false });
    await expectWhole(disk, model.id);
    const odd = new ToyFiles([...codec.files]);
    await expect(drain(library().install({ ...picked, files: odd }, signal))).rejects.toThrow(
      /0 language models and 1 audio codecs/,
    );
  });
});
