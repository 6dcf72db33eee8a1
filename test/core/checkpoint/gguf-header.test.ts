import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeRows } from '../../../src/core/checkpoint/coding';
import { isFloatDtype } from '../../../src/core/checkpoint/float-dtype';
import { isBlockDtype } from '../../../src/core/checkpoint/gguf-blocks';
import { openGgufFolder } from '../../../src/core/checkpoint/gguf-folder';
import { readGgufHeader } from '../../../src/core/checkpoint/gguf-header';
import { FailureError } from '../../../src/core/failure';
import { casesInThread, MOST_GROWTH_BYTES } from '../../fakes/damaged-cases';
import { fuzzTimeoutMilliseconds } from '../../fakes/fuzz-factor';
import { type GgufEntry, type GgufForm, type GgufValue, ggufEntry, ggufFile } from '../../toy/gguf-file';
import { bytesFile, ToyFiles } from '../../toy/toy-files';
import { type ToyTensor, uniform } from '../../toy/toy-tensor';

const { signal } = new AbortController();
const FILE = 'w.gguf';

const tensor = (name: string, ...dims: number[]): ToyTensor => ({
  name,
  dims,
  valueAt: uniform(name.length, 1),
});
const sound: GgufEntry[] = [
  ggufEntry(tensor('a', 2, 64), 'Q8_0', 't0'),
  ggufEntry(tensor('b', 1, 3, 1), 'F32', 't1'),
];
const names: [string, GgufValue] = ['audiocpp.tensor_names', { type: 'texts', value: ['a', 'b'] }];
const ranks: [string, GgufValue] = ['audiocpp.tensor_ranks', { type: 'i32s', value: [2, 3] }];
const shapes: [string, GgufValue] = ['audiocpp.tensor_shapes', { type: 'i64s', value: [2, 64, 1, 3, 1] }];
const words = new TextEncoder().encode('{}words');
const embedded: [string, GgufValue][] = [
  ['audiocpp.embedded_files.names', { type: 'texts', value: ['config.json', 'notes.txt'] }],
  ['audiocpp.embedded_files.offsets', { type: 'u64s', value: [0, 2, 7] }],
  ['audiocpp.embedded_files.data', { type: 'bytes', value: words }],
];

function bytesOf(keys: GgufForm['keys'] = [names, ranks], form: Partial<GgufForm> = {}, entries = sound) {
  const file = ggufFile(entries, { keys, ...form });
  return file.read(0, file.byteLength);
}

const header = (bytes: Uint8Array) => readGgufHeader(new ToyFiles([[FILE, bytesFile(bytes)]]), FILE, signal);

/** The file with `bytes` written over what is at `at`. */
function changed(bytes: Uint8Array, at: number, ...others: number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(others, at);
  return copy;
}

describe('files of the gguf package', () => {
  /** data/make_gguf_vectors.py: without and with an alignment of its own. */
  const files = JSON.parse(readFileSync(new URL('./data/gguf-files.json', import.meta.url), 'utf8')) as {
    readonly bytes: string;
    readonly tensors: {
      readonly name: string;
      readonly dtype: string;
      readonly dims: number[];
      readonly offset: number;
      readonly byteLength: number;
      readonly values: string;
    }[];
  }[];

  test('hold the tensors that its reader finds, with the same values', async () => {
    expect(files).toHaveLength(2);
    for (const { bytes: text, tensors } of files) {
      const bytes = new Uint8Array(Buffer.from(text, 'base64'));
      const found = await header(bytes);
      expect(found.architecture).toBe('audiocpp');
      expect(found.tensors).toEqual(tensors.map(({ values, ...told }) => ({ ...told, file: FILE })));
      for (const { dtype, offset, byteLength, values } of tensors) {
        const data = bytes.slice(offset, offset + byteLength);
        const coding = isBlockDtype(dtype) ? ({ type: 'ggml-blocks', dtype } as const) : dtype;
        if (typeof coding === 'string' && !isFloatDtype(coding)) throw new Error(dtype);
        expect(decodeRows(coding, [data])).toEqual(
          new Float32Array(new Uint8Array(Buffer.from(values, 'base64')).buffer),
        );
      }
    }
  });
});

test.each([2, 3])('version %i is read', async (version) => {
  expect((await header(bytesOf([names, ranks], { version }))).tensors).toHaveLength(2);
});

test('names, and dimensions of 1 in front, come from the tables; without them they are as stored', async () => {
  const told = async (keys: GgufForm['keys']) =>
    (await header(bytesOf(keys))).tensors.map(({ name, dims }) => [name, ...dims]);
  const whole = [
    ['a', 2, 64],
    ['b', 1, 3, 1],
  ];
  expect(await told([names, ranks])).toEqual(whole);
  expect(await told([names, ranks, shapes])).toEqual(whole);
  expect(await told([])).toEqual([
    ['t0', 2, 64],
    ['t1', 3, 1],
  ]);
});

test('data begins, and tensors are padded, at multiples of the alignment', async () => {
  for (const alignment of [8, 32, 256, 4096]) {
    const { tensors } = await header(bytesOf([names, ranks], { alignment }));
    for (const { offset } of tensors) expect(offset % alignment).toBe(0);
    expect(tensors[1]!.offset - tensors[0]!.offset).toBe(Math.ceil(136 / alignment) * alignment);
  }
});

test('embedded files are read as if they lay beside the file, and those that do lie there win', async () => {
  const files = new ToyFiles([[FILE, bytesFile(bytesOf([names, ranks, ...embedded]))]]);
  const folder = (await openGgufFolder(files, signal))!;
  const textOf = async (name: string) => {
    const byteLength = (await folder.files.byteLength(name))!;
    return new TextDecoder().decode(await folder.files.read(name, 0, byteLength, signal));
  };
  expect(await folder.files.list()).toEqual([FILE, 'config.json', 'notes.txt']);
  expect([await textOf('config.json'), await textOf('notes.txt')]).toEqual(['{}', 'words']);
  expect(await folder.files.byteLength('other.json')).toBeNull();
  files.files.set('notes.txt', bytesFile(new TextEncoder().encode('others')));
  expect(await textOf('notes.txt')).toBe('others');
});

test('lists of lists are skipped as other values are, down to a depth that nobody writes', async () => {
  const nested = (depth: number): GgufValue =>
    depth === 0
      ? { type: 'texts', value: ['x', ''] }
      : { type: 'lists', value: [nested(depth - 1), nested(0)] };
  const { tensors } = await header(bytesOf([['a', nested(1)], ['b', nested(7)], names, ranks]));
  expect(tensors.map(({ name }) => name)).toEqual(['a', 'b']);
  await expect(header(bytesOf([['a', nested(8)], names, ranks]))).rejects.toThrow(/more than 8 lists/);
});

test('files that older writers embed as texts are found too', async () => {
  const contents: [string, GgufValue] = [
    'audiocpp.embedded_files.contents',
    { type: 'texts', value: ['{}', 'words'] },
  ];
  const { embeddedFiles } = await header(bytesOf([names, ranks, embedded[0]!, contents]));
  expect([...embeddedFiles.values()].map(({ byteLength }) => byteLength)).toEqual([2, 5]);
});

test('a folder with safetensors is none of GGUF, and one with two GGUF files is refused', async () => {
  const one: [string, ReturnType<typeof bytesFile>] = [FILE, bytesFile(bytesOf())];
  expect(await openGgufFolder(new ToyFiles([one, ['model.safetensors', one[1]]]), signal)).toBeNull();
  expect(await openGgufFolder(new ToyFiles([['below/w.gguf', one[1]]]), signal)).toBeNull();
  await expect(openGgufFolder(new ToyFiles([one, ['v.gguf', one[1]]]), signal)).rejects.toThrow(
    /several GGUF files: w.gguf, v.gguf/,
  );
});

test('an element type matters only to a tensor that is used', async () => {
  // The type of tensor b stands 12 bytes before the end of its description.
  const bytes = bytesOf();
  const end = lastInfoEnd(bytes);
  const { tensors } = await header(changed(bytes, end - 12, 99, 0, 0, 0));
  expect(tensors[1]).toMatchObject({ name: 'b', dtype: 'GGML_99' });
});

/** Where the descriptions of tensors end: behind the one whose stored name is t1. */
function lastInfoEnd(bytes: Uint8Array): number {
  const at = Buffer.from(bytes).lastIndexOf('t1');
  return at + 2 + 4 + 2 * 8 + 4 + 8;
}

describe('a file is refused, with its name and the reason, when', () => {
  const key = (name: string, value: GgufValue): GgufForm['keys'] => [names, ranks, [name, value]];
  const bytes = bytesOf();
  const infoEnd = lastInfoEnd(bytes);
  const u64 = (value: bigint) => [...new Uint8Array(new BigUint64Array([value]).buffer)];

  test.each<[string, Uint8Array, RegExp]>([
    ['it is empty', new Uint8Array(0), /no GGUF file/],
    ['it is something else', new TextEncoder().encode('something else'), /no GGUF file/],
    ['it is a web page', new TextEncoder().encode('<!doctype html><p>Sign in'), /web page/],
    ['its version is 1', changed(bytes, 4, 1), /has version 1 of the format; versions 2 and 3/],
    ['its version is 4', changed(bytes, 4, 4), /has version 4/],
    ['it is big-endian', changed(bytes, 4, 0, 0, 0, 3), /big-endian/],
    ['it claims absurdly many tensors', changed(bytes, 8, ...u64(2n ** 40n)), /claims 1099511627776 tensors/],
    [
      'its count of tensors is negative',
      changed(bytes, 8, ...u64(2n ** 64n - 1n)),
      /absurd count of tensors/,
    ],
    ['it claims absurdly many keys', changed(bytes, 16, ...u64(5000n)), /claims 5000 keys/],
    ['it is cut off in its header', bytes.slice(0, 100), /cut off inside its header/],
    ['it is cut off in its data', bytes.slice(0, -40), /"b" ends \d+ bytes behind the end of the file/],
    ['it goes on', new Uint8Array([...bytes, ...new Uint8Array(64)]), /bytes behind its last tensor/],
    ['the alignment is zero', bytesOf(key('general.alignment', { type: 'u32', value: 0 })), /alignment 0/],
    [
      'the alignment is no power of two',
      bytesOf(key('general.alignment', { type: 'u32', value: 48 })),
      /alignment 48/,
    ],
    [
      'the alignment is a text',
      bytesOf(key('general.alignment', { type: 'text', value: '32' })),
      /no whole number/,
    ],
    [
      'a larger alignment is claimed than was written with',
      bytesOf(key('general.alignment', { type: 'u32', value: 512 })),
      /"t1" begins at 160, which is no multiple of the alignment 512/,
    ],
    [
      'it is one of several parts',
      bytesOf(key('split.count', { type: 'u32', value: 3 })),
      /one of 3 parts, which are not read\. Join them with gguf-split --merge\.$/,
    ],
    ['a key stands twice', bytesOf([names, names, ranks]), /names the key "audiocpp.tensor_names" twice/],
    [
      'there are fewer names than tensors',
      bytesOf([['audiocpp.tensor_names', { type: 'texts', value: ['a'] }]]),
      /2 tensors but a table of 1 names/,
    ],
    [
      'a name stands twice',
      bytesOf([['audiocpp.tensor_names', { type: 'texts', value: ['a', 'a'] }]]),
      /"a" stands twice/,
    ],
    [
      'there are more names than tensors',
      bytesOf([['audiocpp.tensor_names', { type: 'texts', value: ['a', 'b', 'c'] }]]),
      /3 entries, more than the 2/,
    ],
    [
      'a rank does not fit',
      bytesOf([names, ['audiocpp.tensor_ranks', { type: 'i32s', value: [1, 3] }]]),
      /the rank 1 in the table/,
    ],
    [
      'a rank is negative',
      bytesOf([names, ['audiocpp.tensor_ranks', { type: 'i32s', value: [-1, 3] }]]),
      /holds the number -1/,
    ],
    [
      'a shape is another one',
      bytesOf([names, ranks, ['audiocpp.tensor_shapes', { type: 'i64s', value: [2, 32, 1, 3, 1] }]]),
      /but \[2, 32\] in the table/,
    ],
    [
      'shapes are missing',
      bytesOf([names, ranks, ['audiocpp.tensor_shapes', { type: 'i64s', value: [2, 64] }]]),
      /in the table/,
    ],
    [
      'embedded files lie outside of their data',
      bytesOf([
        ...key('audiocpp.embedded_files.offsets', { type: 'u64s', value: [0, 2, 8] }),
        embedded[0]!,
        embedded[2]!,
      ]),
      /embedded files that lie outside/,
    ],
    [
      'embedded files are named and not there',
      bytesOf([names, ranks, embedded[0]!]),
      /names 2 embedded files but holds 0/,
    ],
    ['a rank of the format is too large', changed(bytes, infoEnd - 32, 5), /"t1" has 5 dimensions/],
    ['a dimension is absurd', changed(bytes, infoEnd - 28, ...u64(2n ** 60n)), /absurd dimension/],
    ['a tensor begins at no multiple', changed(bytes, infoEnd - 8, ...u64(161n)), /begins at 161/],
    ['tensors overlap', changed(bytes, infoEnd - 8, ...u64(64n)), /overlaps/],
    [
      'bytes belong to no tensor',
      changed(bytes, infoEnd - 8, ...u64(224n)),
      /leaves 88 unused bytes in front/,
    ],
    ['rows are no whole blocks', changed(bytes, infoEnd - 12, 8), /rows of 3 values|rows of 1 values/],
  ])('%s', async (_, damaged, reason) => {
    const error = await header(damaged).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof FailureError)) throw new Error('nothing was refused', { cause: error });
    expect(error.failure.kind).toBe('bad-checkpoint');
    expect(error.message).toContain(FILE);
    expect(error.message).toMatch(reason);
  });
});

test(
  'thousands of damaged GGUF headers are read or refused, and none takes more than its share',
  async () => {
    const file = bytesOf([names, ranks, shapes, ...embedded]);
    const thread = new URL('./damaged-gguf-thread.ts', import.meta.url);
    const { refused, grownBytes } = await casesInThread(thread, 5000, file);
    expect(refused).toBeGreaterThan(2500);
    expect(grownBytes).toBeLessThan(MOST_GROWTH_BYTES);
  },
  fuzzTimeoutMilliseconds,
);
