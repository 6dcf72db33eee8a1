import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { StoredTensor } from '../../src/core/checkpoint/safetensors-header';
import { partsOf } from '../../src/core/checkpoint/source-tensor';
import { openCatalogue } from '../../src/core/checkpoint/tensor-catalogue';
import { readTorchArchive } from '../../src/core/checkpoint/torch-archive';
import { folderCheckpoint } from '../../src/platform/node/folder-files';
import { goldenPath } from './golden';

const { signal } = new AbortController();

test('the first release’s model.pth holds what its model.safetensors holds, byte for byte', async () => {
  const files = folderCheckpoint(goldenPath('codec-boson'));
  const { tensors } = await openCatalogue(files, 'codec', signal);
  const archive = await readTorchArchive(files, 'model.pth', signal);
  expect(archive.map(({ name }) => name).sort()).toEqual([...tensors.keys()].sort());
  const [pickled, plain] = ['model.pth', 'model.safetensors'].map((file) =>
    readFileSync(goldenPath('codec-boson', file)),
  );
  for (const found of archive) {
    const [expected] = partsOf(tensors.get(found.name)!) as [StoredTensor];
    expect([found.dtype, found.dims]).toEqual([expected.dtype, expected.dims]);
    const bytes = pickled!.subarray(found.offset, found.offset + found.byteLength);
    expect(
      bytes.equals(plain!.subarray(expected.offset, expected.offset + expected.byteLength)),
      found.name,
    ).toBe(true);
  }
});
