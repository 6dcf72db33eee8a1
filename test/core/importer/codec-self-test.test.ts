import { expect, test } from 'vitest';
import { agreementDecibels, selfTestCodes } from '../../../src/core/codec/self-test';
import type { DecodeCodes } from '../../../src/core/importer/codec-self-test';
import { importModel } from '../../../src/core/importer/import-model';
import { MemoryPackage } from '../../../src/core/package/memory-package';
import { nodeDecodeCodes } from '../../../src/platform/node/node-model';
import { loadNodeModel } from '../../fakes/node-engine';
import { tiniestShape } from '../../toy/toy-shape';
import { toyCheckpoint } from '../../toy-model';

async function imported(decodeCodes: DecodeCodes, { signal } = new AbortController()) {
  const source = new MemoryPackage();
  const options = { ...toyCheckpoint({ seed: 2, shape: tiniestShape }), id: 't', title: 'T', decodeCodes };
  const run = importModel({ ...options, precision: 'q8' }, source, signal);
  for (;;) {
    const { done, value } = await run.next();
    if (done) return { source, manifest: value.manifest };
  }
}

test('the stored numbers are those of the whole package’s codec', async () => {
  const { source, manifest } = await imported(nodeDecodeCodes);
  const never = new AbortController().signal;
  const loaded = await loadNodeModel(source, never);
  const samples = await loaded.networks.codec.decode(selfTestCodes(manifest.spec.codec), never);
  await loaded.dispose();
  expect(manifest.selfTest!.loudness).toBeGreaterThan(0.001);
  expect(agreementDecibels(manifest.selfTest!, samples)).toBeGreaterThan(80);
});

test('where the codec cannot be run, the package is made without them', async () => {
  const { manifest } = await imported(async () => {
    throw new Error('no runtime here');
  });
  expect(manifest.selfTest).toBeNull();
});

test('stopping while the codec runs stops the import', async () => {
  const stop = new AbortController();
  const run = imported(async () => {
    stop.abort();
    throw stop.signal.reason;
  }, stop);
  await expect(run).rejects.toThrow(/abort/i);
});
