import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readGgufHeader } from '../../../src/core/checkpoint/gguf-header';
import { importModel } from '../../../src/core/importer/import-model';
import type { HubOrder } from '../../../src/core/library/model-library';
import { storedPackage } from '../../../src/core/library/stored-package';
import { MemoryPackage } from '../../../src/core/package/memory-package';
import { openPackage, verifyPackage } from '../../../src/core/package/model-package';
import { type FaultType, type RunningHub, serveHub } from '../../fakes/hub-server';
import { everyLicence } from '../../fakes/licences';
import { MemoryLocks, MemoryStore } from '../../fakes/memory-store';
import { drain, takeSome, testLibrary } from '../../fakes/test-library';
import { ToyFiles } from '../../toy/toy-files';
import { GGUF_AUDIO_CPP, GGUF_STUDIO, toyHubFiles, toyOf } from '../../toy/toy-hub';

const { signal } = new AbortController();
const SHARD_BYTES = 300_000;
const hubFiles = toyHubFiles([GGUF_AUDIO_CPP, GGUF_STUDIO]);
const sources = [
  { repository: GGUF_AUDIO_CPP, weights: /higgs-audio-v3-tts-4b-q8_0\.gguf$/ },
  { repository: GGUF_STUDIO, weights: /q6_k\.gguf$/ },
];
const shardsOfFolder = new Map<string, readonly string[]>();
let hub: RunningHub;
let disk: MemoryStore;

beforeAll(async () => {
  for (const { repository } of sources) {
    const source = { ...toyOf(repository), acceptedLicences: everyLicence, withCloning: false };
    const input = { ...source, precision: 'q4', id: 'x', title: 'X' } as const;
    const run = importModel(input, new MemoryPackage(), signal, SHARD_BYTES);
    for (let done = false; !done; ) {
      const step = await run.next();
      done = step.done === true;
      if (step.done) shardsOfFolder.set(repository, hashesOf(step.value.manifest));
    }
  }
});
beforeEach(async () => {
  hub = await serveHub(hubFiles);
  disk = new MemoryStore();
});
afterEach(() => hub.close());

const hashesOf = (manifest: { readonly shards: readonly { readonly sha256: string }[] }) =>
  manifest.shards.map(({ sha256 }) => sha256);
const library = (files = disk) => testLibrary(files, new MemoryLocks(), SHARD_BYTES, everyLicence);
const order = (repository: string): HubOrder => ({
  ...{ type: 'hub', repository, hubUrl: hub.url },
  ...{ precision: 'q4', withCloning: false },
});

/** Reads every byte again. */
async function installedShards(files: MemoryStore, id: string): Promise<readonly string[]> {
  const source = storedPackage(files, id);
  const { manifest } = await openPackage(source, signal);
  for await (const _ of verifyPackage(source, manifest, signal));
  return hashesOf(manifest);
}

test.each(sources)('$repository becomes the same package as from a folder', async ({ repository }) => {
  const model = await drain(library().install(order(repository), signal));
  expect(await installedShards(disk, model.id)).toEqual(shardsOfFolder.get(repository));
  expect(model.title).toMatch(/^Higgs Audio V3 4B, from GGUF/);
});

test('of a GGUF file nothing is fetched twice, and heads that are there twice are not fetched', async () => {
  await drain(library().install(order(GGUF_STUDIO), signal));
  const [path, file] = [...hubFiles].find(([name]) => name.endsWith('q6_k.gguf'))!;
  const { tensors } = await readGgufHeader(new ToyFiles([[path, file]]), path, signal);
  // The file's beginning, in which the header lies, is fetched before.
  const sent = hub.sent.filter((part) => part.path === path).slice(1);
  const timesOf = (name: string) => {
    const { offset, byteLength } = tensors.find((tensor) => tensor.name === name)!;
    return sent.filter(({ first, end }) => first < offset + byteLength && end > offset).length;
  };
  expect(timesOf('tied.head.text_head.weight')).toBe(0);
  for (const { name } of tensors) expect([name, timesOf(name) <= 1]).toEqual([name, true]);
});

test('an import that was cut off goes on with the tensor at hand', async () => {
  const [{ repository }] = sources as [(typeof sources)[0]];
  await takeSome(library().install(order(repository), signal), 0.6);
  const files = disk.afterCrash(0.5);
  const { models, interrupted } = await library(files).list();
  expect([models.length, interrupted.length]).toEqual([0, 1]);
  const model = await drain(library(files).install(interrupted[0]!.order!, signal));
  expect(await installedShards(files, model.id)).toEqual(shardsOfFolder.get(repository));
});

describe('faults of the hub', () => {
  test.each(['cut', 'stall', 'wrong-range', 'error-500', 'busy-503'] as const)(
    '%s is survived',
    async (type) => {
      const { repository, weights } = sources[type === 'cut' ? 1 : 0]!;
      hub.faults.push({ type, path: weights, times: type === 'stall' ? 1 : 3 });
      const model = await drain(library().install(order(repository), signal));
      expect(await installedShards(disk, model.id)).toEqual(shardsOfFolder.get(repository));
    },
  );

  test.each<[FaultType, RegExp]>([
    ['error-500', /could not be fetched.*500.*What was fetched is kept/],
    ['forbidden', /does not give out/],
    ['changed', /changed on the server/],
    ['not-found', /no longer on the server/],
    ['shrunk', /changed on the server/],
  ])('%s ends in a sentence, and the next try ends well', async (type, sentence) => {
    const [{ repository, weights }] = sources as [(typeof sources)[0]];
    hub.faults.push({ type, path: weights, from: 700_000, times: type === 'error-500' ? 1000 : 1 });
    await expect(drain(library().install(order(repository), signal))).rejects.toThrow(sentence);
    expect((await library().list()).models).toEqual([]);
    hub.faults.length = 0;
    const again = drain(library().install(order(repository), signal));
    if (type === 'shrunk')
      await expect(again).rejects.toThrow(/ends \d+ bytes behind the end of the file. It is cut off/);
    else await installedShards(disk, (await again).id);
  });
});
