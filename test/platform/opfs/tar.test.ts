import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderName } from '../../../src/core/library/check-package';
import { openPicked } from '../../../src/platform/opfs/picked-files';
import { tarBlob, tarDirectory } from '../../../src/platform/opfs/tar';
import { fakeManifest } from '../../fakes/fake-manifest';
import { seededRandom } from '../../fakes/seeded-random';

const { signal } = new AbortController();
/** As long as names of packages and of their files can be. */
const longName = `${folderName({ ...fakeManifest(), id: 'v'.repeat(200) })}/${'s'.repeat(96)}.bin`;
const entries = [
  { name: 'voice/weights-00001.bin', blob: new Blob([Uint8Array.from({ length: 1300 }, (_, i) => i)]) },
  { name: 'voice/empty', blob: new Blob([]) },
  { name: longName, blob: new Blob(['long']) },
  { name: 'voice/manifest.json', blob: new Blob(['{}']) },
];
const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());

test('what is put in comes out', async () => {
  const found = await tarDirectory(tarBlob(entries), signal);
  expect(found.map(({ name }) => name)).toEqual(entries.map(({ name }) => name));
  for (const [index, { blob }] of found.entries()) {
    expect(await bytesOf(blob)).toEqual(await bytesOf(entries[index]!.blob));
  }
});

test('other programs read it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pagevoice-'));
  try {
    writeFileSync(join(folder, 'a.tar'), await bytesOf(tarBlob(entries)));
    const run = spawnSync('tar', ['-xf', 'a.tar'], { cwd: folder, encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(readFileSync(join(folder, 'voice/weights-00001.bin')).length).toBe(1300);
    expect(readFileSync(join(folder, longName), 'utf8')).toBe('long');
    const made = spawnSync('tar', ['--format=ustar', '-cf', 'b.tar', './voice', longName], { cwd: folder });
    expect(made.status).toBe(0);
    const ours = await tarDirectory(new Blob([readFileSync(join(folder, 'b.tar'))]), signal);
    expect(ours.map(({ name }) => name).sort()).toEqual(entries.map(({ name }) => name).sort());
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an archive stands for the files in it', async () => {
  const file = new File([tarBlob(entries)], 'voice.tar', { lastModified: 7 });
  const files = await openPicked([{ path: 'voice.tar', file }], signal);
  expect(await files.list()).toEqual(entries.map(({ name }) => name));
  expect(await files.byteLength('voice/manifest.json')).toBe(2);
  expect(await files.read('voice/weights-00001.bin', 100, 3, signal)).toEqual(Uint8Array.of(100, 101, 102));
});

test('thousands of damaged archives are read or refused, never anything else', async () => {
  const random = seededRandom(3);
  const whole = await bytesOf(tarBlob(entries));
  let refused = 0;
  for (let round = 0; round < 2000; round++) {
    const bytes = whole.slice(0, random() < 0.3 ? Math.floor(random() * whole.length) : whole.length);
    for (let edits = 0; edits < 3 && bytes.length > 0; edits++) {
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    }
    await tarDirectory(new Blob([bytes]), signal).catch((error: Error) => {
      expect(error.name).toBe('FailureError');
      refused++;
    });
  }
  expect(refused).toBeGreaterThan(500);
});
