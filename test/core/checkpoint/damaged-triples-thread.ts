import assert from 'node:assert';
import { partsOf } from '../../../src/core/checkpoint/source-tensor';
import { openCatalogue } from '../../../src/core/checkpoint/tensor-catalogue';
import { tensorRows } from '../../../src/core/checkpoint/tensor-rows';
import { FailureError } from '../../../src/core/failure';
import { tryCases } from '../../fakes/damaged-cases';
import { damagedJson } from '../../toy/damaged-json';
import { bytesFile, ToyFiles } from '../../toy/toy-files';

const { signal } = new AbortController();

export type SoundTriples = { readonly header: string; readonly config: string; readonly dataBytes: number };

/** The trying thread of mlx-triples.test.ts: header or config is damaged, or both; what is taken is read too. */
void tryCases(async (_, random, { header, config, dataBytes }: SoundTriples) => {
  const which = random();
  const encode = (text: string, isDamaged: boolean) =>
    isDamaged ? damagedJson(text, random) : new TextEncoder().encode(text);
  const head = encode(header, which < 0.6);
  const file = new Uint8Array(8 + head.byteLength + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(head.byteLength), true);
  file.set(head, 8);
  const files = new ToyFiles([
    ['model.safetensors', bytesFile(file)],
    ['config.json', bytesFile(encode(config, which > 0.4))],
  ]);
  const { tensors } = await openCatalogue(files, 'toy', signal);
  for (const tensor of tensors.values()) {
    for (const { offset, byteLength } of partsOf(tensor)) assert(offset + byteLength <= file.byteLength);
    // Of other element types it is refused in words.
    const rows = await Promise.resolve()
      .then(() => tensorRows(files, tensor))
      .catch((error: unknown) => assert(error instanceof FailureError));
    if (!rows) continue;
    const values = await rows.read(0, rows.rowCount, signal);
    assert.equal(values.length, rows.rowCount * rows.columnCount);
  }
});
