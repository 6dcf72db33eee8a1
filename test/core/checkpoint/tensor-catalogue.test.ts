import { expect, test } from 'vitest';
import { openCatalogue } from '../../../src/core/checkpoint/tensor-catalogue';
import { tensorRows } from '../../../src/core/checkpoint/tensor-rows';
import { readAll } from '../../../src/core/checkpoint/weight-rows';
import { bytesFile, jsonFile, shardedWeights, storedToys, ToyFiles, weightsFile } from '../../toy/toy-files';
import { type ToyTensor, uniform } from '../../toy/toy-tensor';

const { signal } = new AbortController();
const tensors: ToyTensor[] = ['a', 'b', 'c', 'd'].map((name, index) => ({
  name,
  dims: [3, 5],
  valueAt: uniform(index, 1),
}));

test('shards and a single file give the same tensors', async () => {
  const sharded = await openCatalogue(
    new ToyFiles(shardedWeights(storedToys(tensors, 'F32'), { count: 3 })),
    'toy',
    signal,
  );
  const single = await openCatalogue(
    new ToyFiles(shardedWeights(storedToys(tensors, 'F32'), { count: 1 })),
    'toy',
    signal,
  );
  expect([...sharded.tensors.keys()].sort()).toEqual(['a', 'b', 'c', 'd']);
  for (const name of ['a', 'b', 'c', 'd']) {
    const values = await Promise.all(
      [sharded, single].map(({ files, tensors }) => readAll(tensorRows(files, tensors.get(name)!), signal)),
    );
    expect(values[0]).toEqual(values[1]);
  }
});

test('a single file wins over an index that was left behind', async () => {
  const files = new ToyFiles(shardedWeights(storedToys(tensors.slice(0, 1), 'F32'), { count: 1 }));
  files.files.set('model.safetensors.index.json', jsonFile({ weight_map: { z: 'gone.safetensors' } }));
  expect([...(await openCatalogue(files, 'toy', signal)).tensors.keys()]).toEqual(['a']);
});

const indexed = (weightMap: unknown) => {
  const files = new ToyFiles([['one.safetensors', weightsFile(tensors, 'F32')]]);
  files.files.set('model.safetensors.index.json', jsonFile({ weight_map: weightMap }));
  return files;
};

test.each<[string, ToyFiles, RegExp]>([
  ['an empty folder', new ToyFiles([]), /holds neither model.safetensors nor/],
  ['only something else', new ToyFiles([['readme.md', bytesFile(new Uint8Array(9))]]), /nor a model.pth/],
  [
    'a missing shard',
    indexed({ a: 'one.safetensors', b: 'two.safetensors' }),
    /shard two.safetensors is missing/,
  ],
  [
    'a tensor that its shard lacks',
    indexed({ x: 'one.safetensors' }),
    /one.safetensors holds the tensor "x"/,
  ],
  ['a way out of the folder', indexed({ a: '../../etc/passwd' }), /no file name/],
  ['an absolute file', indexed({ a: '/etc/passwd' }), /no file name/],
  ['a file that is no text', indexed({ a: 7 }), /no file name/],
  ['no weight map', indexed(undefined), /has no weight_map/],
  ['a list as weight map', indexed([]), /has no weight_map/],
  [
    'a name twice in the index',
    new ToyFiles([
      [
        'model.safetensors.index.json',
        bytesFile(new TextEncoder().encode('{"weight_map":{"a":"one.safetensors","a":"two.safetensors"}}')),
      ],
    ]),
    /names "a" twice/,
  ],
  [
    'an index that is not JSON',
    new ToyFiles([['model.safetensors.index.json', bytesFile(new Uint8Array([1, 2]))]]),
    /not valid JSON/,
  ],
])('%s is refused in words', async (_, files, reason) => {
  const opening = openCatalogue(files, 'toy', signal);
  await expect(opening).rejects.toMatchObject({ failure: { kind: 'bad-checkpoint' } });
  await expect(opening).rejects.toThrow(reason);
});
