import assert from 'node:assert';
import { MAX_MANIFEST_BYTES } from '../../../src/core/data/size-limits';
import { readManifest } from '../../../src/core/library/install-package';
import { ClaimingFile } from '../../fakes/claiming-file';
import { tryCases } from '../../fakes/damaged-cases';
import { damagedJson, greedyJson } from '../../toy/damaged-json';

const { signal } = new AbortController();

/** The trying thread of parse-manifest.test.ts. @param sound a manifest. */
void tryCases(async (number, random, sound: string) => {
  const bytes =
    number < 2 ? greedyJson(number === 0 ? 'deep' : 'wide', MAX_MANIFEST_BYTES) : damagedJson(sound, random);
  const claimed = random() < 0.95 ? bytes.byteLength : Math.floor(random() * 2 ** 40);
  const files = new ClaimingFile('manifest.json', bytes, claimed);
  try {
    await readManifest(files, signal);
  } finally {
    assert(files.askedBytes <= MAX_MANIFEST_BYTES);
  }
});
