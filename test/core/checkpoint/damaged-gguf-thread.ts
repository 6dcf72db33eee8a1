import assert from 'node:assert';
import { readGgufHeader } from '../../../src/core/checkpoint/gguf-header';
import { MAX_GGUF_READ_BYTES } from '../../../src/core/data/size-limits';
import { ClaimingFile } from '../../fakes/claiming-file';
import { tryCases } from '../../fakes/damaged-cases';
import { damagedBytes } from '../../toy/damaged-bytes';

const { signal } = new AbortController();

/** The trying thread of gguf-header.test.ts. @param sound a whole file with tables and an embedded file. */
void tryCases(async (_, random, sound: Uint8Array) => {
  const file = damagedBytes(sound, random);
  const claimed = random() < 0.9 ? file.byteLength : Math.floor(random() * 2 ** 50);
  const files = new ClaimingFile('model.gguf', file, claimed);
  try {
    const { tensors, embeddedFiles } = await readGgufHeader(files, 'model.gguf', signal);
    for (const { offset, byteLength } of [...tensors, ...embeddedFiles.values()]) {
      assert(offset + byteLength <= claimed);
    }
  } finally {
    assert(files.askedBytes <= MAX_GGUF_READ_BYTES);
  }
});
