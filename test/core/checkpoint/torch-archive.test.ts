import { describe, expect, test } from 'vitest';
import { partsOf } from '../../../src/core/checkpoint/source-tensor';
import { openCatalogue } from '../../../src/core/checkpoint/tensor-catalogue';
import { tensorRows } from '../../../src/core/checkpoint/tensor-rows';
import { readAll } from '../../../src/core/checkpoint/weight-rows';
import { FailureError } from '../../../src/core/failure';
import { fuzzFactor } from '../../fakes/fuzz-factor';
import { seededRandom } from '../../fakes/seeded-random';
import { PAGE, POINTER } from '../../toy/substitutes';
import { pickle, pickledTensor, pickleOf, torchFile, zipFile } from '../../toy/torch-file';
import { bytesFile, type ToyFile, ToyFiles } from '../../toy/toy-files';
import type { ToyTensor } from '../../toy/toy-tensor';

const { signal } = new AbortController();
const tensors: ToyTensor[] = [
  { name: 'a.weight', dims: [3, 4], valueAt: (i) => i },
  { name: 'b', dims: [1, 5, 1], valueAt: (i) => -i },
];
const open = (file: ToyFile) => openCatalogue(new ToyFiles([['model.pth', file]]), 'codec', signal);

test.each(['F32', 'F16', 'BF16'] as const)('%s tensors are found in what torch.save wrote', async (dtype) => {
  const { files, tensors: found } = await open(torchFile(tensors, dtype));
  expect([...found.keys()]).toEqual(['a.weight', 'b']);
  expect(found.get('b')).toMatchObject({ dtype, dims: [1, 5, 1], file: 'model.pth' });
  const rows = tensorRows(files, found.get('a.weight')!);
  expect([...(await readAll(rows, signal))]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('a tensor that is a part of a longer storage is read from its offset', async () => {
  const view = pickledTensor('FloatStorage', 0, [2], [1], 3);
  const file = zipFile([
    ['x/data.pkl', pickleOf([['v', view]])],
    ['x/data/0', new Uint8Array(Float32Array.from([0, 1, 2, 3, 4]).buffer)],
  ]);
  const { files, tensors: found } = await open(file);
  expect([...(await readAll(tensorRows(files, found.get('v')!), signal))]).toEqual([3, 4]);
});

test('a storage of a kind that weights do not have matters only where it is used', async () => {
  const file = zipFile([
    ['x/data.pkl', pickleOf([['odd', pickledTensor('ComplexFloatStorage', 0, [2])]])],
    ['x/data/0', new Uint8Array(16)],
  ]);
  const { files, tensors: found } = await open(file);
  expect(() => tensorRows(files, found.get('odd')!)).toThrow(
    /"odd" has the element type ComplexFloatStorage/,
  );
});

test('parts that stand close together are found by few reads', async () => {
  const parts = Array.from({ length: 2000 }, (_, i): [string, Uint8Array] => [
    `x/data/${i}`,
    new Uint8Array(8),
  ]);
  const file = zipFile([['x/data.pkl', pickleOf([['v', pickledTensor('FloatStorage', 7, [2])]])], ...parts]);
  let readCount = 0;
  await open({
    byteLength: file.byteLength,
    read(offset, byteLength) {
      readCount++;
      return file.read(offset, byteLength);
    },
  });
  expect(readCount).toBeLessThan(12);
});

describe('an archive is refused in words when', () => {
  const { text, int, tuple, global } = pickle;
  const data = new Uint8Array(16);
  const archive = (items: [string, number[]][]) =>
    zipFile([
      ['x/data.pkl', pickleOf(items)],
      ['x/data/0', data],
    ]);
  const raw = (...bytes: number[]) => zipFile([['x/data.pkl', Uint8Array.from(bytes)]]);
  const cut = (file: ToyFile, length: number) => bytesFile(file.read(0, file.byteLength).slice(0, length));
  const withByte = (file: ToyFile, from: number, byte: number) => {
    const bytes = file.read(0, file.byteLength);
    bytes[from < 0 ? bytes.length + from : from] = byte;
    return bytesFile(bytes);
  };
  const good = torchFile(tensors, 'F32');
  const directoryAt = new DataView(good.read(good.byteLength - 6, 4).buffer).getUint32(0, true);

  test.each<[string, ToyFile, RegExp]>([
    ['it is a bare pickle', bytesFile(new Uint8Array(100)), /no PyTorch archive/],
    ['it is empty', bytesFile(new Uint8Array(0)), /too short/],
    ['it is cut off', cut(good, good.byteLength - 30), /cut off/],
    ['it is another zip', zipFile([['readme', data]]), /not one of PyTorch/],
    ['a directory entry is damaged', withByte(good, directoryAt, 7), /damaged directory/],
    ['it is compressed', withByte(good, directoryAt + 10, 8), /is compressed/],
    ['a part lies outside', withByte(good, directoryAt + 27, 0x7f), /damaged|cut off/],
    [
      'it names code',
      archive([['a', [...global('os', 'system'), ...tuple(text('true')), 0x52]]]),
      /"os system", which is code/,
    ],
    ['a builtin is hidden in it', archive([['a', global('builtins', 'eval')]]), /which is code/],
    [
      'a storage is called',
      archive([['a', [...global('torch', 'FloatStorage'), ...tuple(int(4)), 0x52]]]),
      /something else than tensors/,
    ],
    ['a value is no tensor', archive([['a', int(4)]]), /more than a flat dict/],
    [
      'a name stands twice',
      archive([
        ['a', int(4)],
        ['a', int(5)],
      ]),
      /names "a" twice/,
    ],
    [
      'tuples that share their parts are a key',
      raw(
        0x80,
        2,
        0x7d,
        0x29,
        ...Array.from({ length: 60 }, (_, i) => [0x71, i, 0x68, i, 0x86]).flat(),
        0x4e,
        0x73,
        0x2e,
      ),
      /a key that is no text/,
    ],
    [
      'the dimensions of a tensor are many',
      archive([['a', pickledTensor('FloatStorage', 0, new Array(9).fill(1), new Array(9).fill(1))]]),
      /impossible tensor/,
    ],
    [
      'there are very many parts',
      zipFile(
        Array.from({ length: 17_000 }, (_, i): [string, Uint8Array] => [`x/data/${i}`, new Uint8Array(0)]),
      ),
      /more than 16384 parts/,
    ],
    ['it is a pointer', bytesFile(new TextEncoder().encode(POINTER)), /is a Git LFS pointer, not the file/],
    ['it is a page', bytesFile(new TextEncoder().encode(PAGE)), /is a web page/],
    ['it holds a list', raw(0x80, 2, 0x5d, 0x2e), /no dict of tensors/],
    ['the protocol is another', raw(0x80, 5, 0x7d, 0x2e), /not of pickle protocol 2/],
    ['an instruction is unknown', raw(0x80, 2, 0x93, 0x2e), /the instruction 0x93/],
    ['the pickle ends early', raw(0x80, 2, 0x7d), /is cut off/],
    ['a text is longer than the file', raw(0x80, 2, 0x58, 255, 255, 255, 127), /is cut off/],
    ['the stack is empty', raw(0x80, 2, 0x2e), /is damaged/],
    ['a mark is missing', raw(0x80, 2, 0x7d, 0x75, 0x2e), /is damaged/],
    ['data is missing', archive([['a', pickledTensor('FloatStorage', 7, [4])]]), /"a" has no data/],
    [
      'data is too short',
      archive([['a', pickledTensor('FloatStorage', 0, [5])]]),
      /needs 20 bytes, but its data has 16/,
    ],
    [
      'a view is transposed',
      archive([['a', pickledTensor('FloatStorage', 0, [2, 2], [1, 2])]]),
      /not stored in C order/,
    ],
    ['a size is negative', archive([['a', pickledTensor('FloatStorage', 0, [-1])]]), /impossible tensor/],
    [
      'an offset is negative',
      archive([['a', pickledTensor('FloatStorage', 0, [1], [1], -1)]]),
      /impossible tensor/,
    ],
  ])('%s', async (_, file, reason) => {
    const opening = open(file);
    await expect(opening).rejects.toThrow(reason);
    await expect(opening).rejects.toMatchObject({
      failure: { kind: 'bad-checkpoint', details: { file: 'model.pth' } },
    });
  });

  test('there are several and none is safetensors', async () => {
    const files = new ToyFiles([
      ['model.pth', good],
      ['other.pt', good],
    ]);
    await expect(openCatalogue(files, 'codec', signal)).rejects.toThrow(
      /several other files of weights: model.pth, other.pt/,
    );
  });
});

test('thousands of damaged archives are read or refused, never anything else', async () => {
  const random = seededRandom(8);
  const whole = torchFile(tensors, 'F32');
  let refused = 0;
  for (let round = 0; round < 3000 * fuzzFactor; round++) {
    let bytes = whole.read(0, whole.byteLength);
    for (let edits = 1 + Math.floor(random() * 4); edits > 0; edits--) {
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    }
    if (random() < 0.1)
      bytes = bytes.slice(Math.floor(random() * 40), bytes.length - Math.floor(random() * 40));
    try {
      const { tensors: found } = await open(bytesFile(bytes));
      for (const { offset, byteLength } of [...found.values()].flatMap(partsOf))
        expect(offset + byteLength).toBeLessThanOrEqual(bytes.length);
    } catch (error) {
      expect(error).toBeInstanceOf(FailureError);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(800);
});
