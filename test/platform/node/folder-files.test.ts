import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPackage } from '../../../src/core/package/model-package';
import { folderPackage } from '../../../src/platform/node/folder-files';

test('a manifest of more than a gigabyte is refused before it is read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pagevoice-'));
  try {
    const file = await open(join(folder, 'manifest.json'), 'w');
    await file.truncate(1.2e9); // takes no room on the disk
    await file.close();
    await expect(openPackage(folderPackage(folder), new AbortController().signal)).rejects.toThrow(
      /manifest.json of the model package has 1200000000 bytes, more than the 8388608/,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
