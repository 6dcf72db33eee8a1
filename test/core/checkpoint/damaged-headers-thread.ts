import assert from 'node:assert';
import { HEADER_LENGTH_BYTES } from '../../../src/core/checkpoint/safetensors-header';
import { partsOf } from '../../../src/core/checkpoint/source-tensor';
import { openCatalogue } from '../../../src/core/checkpoint/tensor-catalogue';
import { MAX_HEADER_BYTES } from '../../../src/core/data/size-limits';
import { ClaimingFile } from '../../fakes/claiming-file';
import { tryCases } from '../../fakes/damaged-cases';
import { damagedJson, greedyJson } from '../../toy/damaged-json';

const { signal } = new AbortController();

/** The trying thread of safetensors-header.test.ts. @param sound a header of 32 bytes of tensors. */
void tryCases(async (number, random, sound: string) => {
  const header =
    number < 2 ? greedyJson(number === 0 ? 'deep' : 'wide', MAX_HEADER_BYTES) : damagedJson(sound, random);
  const dataBytes = random() < 0.8 ? 32 : Math.floor(random() * 64);
  const file = new Uint8Array(HEADER_LENGTH_BYTES + header.byteLength + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.byteLength), true);
  file.set(header, HEADER_LENGTH_BYTES);
  if (number >= 2 && random() < 0.1) file[Math.floor(random() * 8)] = Math.floor(random() * 256);
  const claimed = random() < 0.9 ? file.byteLength : Math.floor(random() * 2 ** 50);
  const files = new ClaimingFile('model.safetensors', file, claimed);
  try {
    const { tensors } = await openCatalogue(files, 'codec', signal);
    for (const { offset, byteLength } of [...tensors.values()].flatMap(partsOf))
      assert(offset + byteLength <= claimed);
  } finally {
    assert(files.askedBytes <= HEADER_LENGTH_BYTES + MAX_HEADER_BYTES);
  }
});
