import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPackage } from '../../../src/core/package/model-package';
import { isPacked } from '../../../src/core/package/packed-shard';
import { webPackage } from '../../../src/platform/http/http-package';
import { openNodeModel } from '../../../src/platform/node/node-model';
import { type RunningHub, serveHub } from '../../fakes/hub-server';
import { packedPackageFiles } from '../../toy/toy-hub';

const { signal } = new AbortController();
let hub: RunningHub;
let servedBytes: number;
beforeAll(async () => {
  const { files } = await packedPackageFiles('packed', 120_000);
  servedBytes = [...files.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  hub = await serveHub(files);
});
afterAll(() => hub.close());

test('a packed package on a server is loaded and verified, in ranges, and fetched once', async () => {
  const model = await openNodeModel(webPackage(`${hub.url}/packed/`), signal);
  await model.dispose();
  const sent = hub.sent.reduce((sum, { first, end }) => sum + end - first, 0);
  expect(sent).toBeLessThanOrEqual(1.1 * servedBytes);
});

test('of a packed package as many bytes are told as it will be', async () => {
  const source = webPackage(`${hub.url}/packed/`);
  const { manifest } = await openPackage(source, signal);
  const { file, byteLength } = manifest.shards.find(isPacked)!;
  let arrived = 0;
  await source.read(file, signal, 0, byteLength, (count) => {
    arrived += count;
  });
  expect(arrived).toBeCloseTo(byteLength, 3);
});

test('a part of a tensor costs the blocks around it', async () => {
  const source = webPackage(`${hub.url}/packed/`);
  const { manifest } = await openPackage(source, signal);
  const shard = manifest.shards.filter(isPacked).find(({ packed }) => packed.lengths.length > 1)!;
  hub.sent.length = 0;
  const bytes = await source.read(shard.file, signal, 70_000, 10);
  expect(bytes).toHaveLength(10);
  const sent = hub.sent.reduce((sum, { first, end }) => sum + end - first, 0);
  expect(sent).toBe(shard.packed.lengths[1]);
});
