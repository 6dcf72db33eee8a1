import { describe, expect, test } from 'vitest';
import { parseHeader, parseHeaderLength } from '../../../src/core/checkpoint/safetensors-header';
import { FailureError } from '../../../src/core/failure';
import { casesInThread, MOST_GROWTH_BYTES } from '../../fakes/damaged-cases';
import { fuzzTimeoutMilliseconds } from '../../fakes/fuzz-factor';
import { type HeaderEntry, safetensorsHeader } from '../../toy/toy-tensor';

/** A file of two tensors, `a` of 6 f32 and `b` of 4 bf16: 24 + 8 bytes of data. */
const sound: [string, HeaderEntry][] = [
  ['a', { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] }],
  ['b', { dtype: 'BF16', shape: [4], data_offsets: [24, 32] }],
];

function parseEntries(entries: [string, unknown][], dataBytes = 32) {
  const header = safetensorsHeader(entries as [string, HeaderEntry][]);
  return parseHeader(header.subarray(8), 'w.safetensors', header.byteLength + dataBytes);
}

function parseText(json: string, dataBytes = 32) {
  const header = new TextEncoder().encode(json);
  return parseHeader(header, 'w.safetensors', 8 + header.byteLength + dataBytes);
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    expect(error.failure.kind).toBe('bad-checkpoint');
    expect(error.message).toContain('w.safetensors');
    return error.message;
  }
  throw new Error('nothing was refused');
}

test('offsets count from the end of the header', () => {
  const header = safetensorsHeader(sound);
  const tensors = parseEntries(sound);
  expect(
    tensors.map(({ name, dtype, dims, offset, byteLength }) => [name, dtype, dims, offset, byteLength]),
  ).toEqual([
    ['a', 'F32', [2, 3], header.byteLength, 24],
    ['b', 'BF16', [4], header.byteLength + 24, 8],
  ]);
});

test('metadata, scalars, empty tensors and any order of offsets are fine', () => {
  const tensors = parseText(
    '{"__metadata__":{"format":"pt"},"s":{"dtype":"F32","shape":[],"data_offsets":[28,32]},"e":{"dtype":"F16","shape":[0,7],"data_offsets":[28,28]},"b":{"dtype":"U8","shape":[28],"data_offsets":[0,28]}}',
  );
  expect(tensors.map(({ name }) => name)).toEqual(['s', 'e', 'b']);
});

test('an element type matters only to a tensor that is used', () => {
  for (const [dtype, bytes] of [
    ['F8_E8M0', 24],
    ['F4', 12],
    ['C64', 192],
    ['constructor', 7],
  ] as const) {
    const odd: [string, unknown] = ['odd', { dtype, shape: [24], data_offsets: [0, bytes] }];
    expect(parseEntries([odd], bytes)[0]).toMatchObject({ dtype, dims: [24], byteLength: bytes });
  }
});

describe('the length of the header', () => {
  const prefix = (length: bigint) => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, length, true);
    return bytes;
  };
  test('is read as 64 bits', () => {
    expect(parseHeaderLength(prefix(300n), 'w.safetensors', 1000)).toBe(300);
  });
  test.each([
    ['an empty file', new Uint8Array(0), 0, /has only 0 bytes/],
    ['a file of 7 bytes', new Uint8Array(7), 7, /has only 7 bytes/],
    ['no header', prefix(0n), 1000, /claims a header of 0 bytes/],
    ['a header longer than the file', prefix(993n), 1000, /cut off/],
    ['an absurd length', prefix(2n ** 63n), 1000, /above the limit/],
    ['all bits set', prefix(2n ** 64n - 1n), 2 ** 50, /above the limit/],
  ])('%s is refused', (_, bytes, fileByteLength, reason) => {
    expect(messageOf(() => parseHeaderLength(bytes, 'w.safetensors', fileByteLength))).toMatch(reason);
  });
});

describe('a header is refused, with file, tensor and reason, when', () => {
  const withB = (b: unknown): [string, unknown][] => [sound[0]!, ['b', b]];
  const entry = (change: object) => withB({ ...sound[1]![1], ...change });

  test.each<[string, () => unknown, RegExp]>([
    ['it is not JSON', () => parseText('{"a":'), /not valid JSON/],
    [
      'it is not UTF-8',
      () => parseHeader(new Uint8Array([0x7b, 0xff, 0x7d]), 'w.safetensors', 99),
      /not valid JSON/,
    ],
    ['it is a list', () => parseText('[]'), /not a JSON object/],
    ['it is null', () => parseText('null'), /not a JSON object/],
    [
      'a name stands twice',
      () => parseText('{"a":1,"\\u0061":{"dtype":"U8","shape":[32],"data_offsets":[0,32]}}'),
      /"a".*twice/,
    ],
    ['a tensor is null', () => parseEntries(withB(null)), /"b" has no description/],
    ['the type is no text', () => parseEntries(entry({ dtype: 4 })), /"b" has the impossible element type 4/],
    [
      'the type is absurdly long',
      () => parseEntries(entry({ dtype: 'F'.repeat(33) })),
      /impossible element type/,
    ],
    ['the shape is missing', () => parseEntries(entry({ shape: undefined })), /"b" has an impossible shape/],
    ['a dimension is negative', () => parseEntries(entry({ shape: [-4] })), /"b" has an impossible shape/],
    ['a dimension is a fraction', () => parseEntries(entry({ shape: [3.5] })), /"b" has an impossible shape/],
    ['a dimension is a text', () => parseEntries(entry({ shape: ['4'] })), /"b" has an impossible shape/],
    [
      'there are too many dimensions',
      () => parseEntries(entry({ shape: Array(9).fill(1) })),
      /impossible shape/,
    ],
    [
      'the product of dimensions is absurd',
      () => parseEntries(entry({ shape: [2 ** 40, 2 ** 40] })),
      /absurd shape/,
    ],
    [
      'an offset is negative',
      () => parseEntries(entry({ data_offsets: [-8, 0] })),
      /"b" has impossible offsets/,
    ],
    [
      'there are three offsets',
      () => parseEntries(entry({ data_offsets: [24, 28, 32] })),
      /impossible offsets/,
    ],
    [
      'offsets run backwards',
      () => parseEntries(entry({ data_offsets: [32, 24] })),
      /"b".*offsets of -8 bytes/,
    ],
    [
      'shape and offsets disagree',
      () => parseEntries(entry({ shape: [5] })),
      /"b".*is 10 bytes, but offsets of 8/,
    ],
    ['the file is cut off', () => parseEntries(sound, 31), /"b" ends at byte \d+, but the file has \d+/],
    ['the file goes on', () => parseEntries(sound, 33), /1 bytes behind its last tensor/],
    ['tensors overlap', () => parseEntries(entry({ data_offsets: [20, 28] }), 28), /"b" overlaps "a"/],
    [
      'two tensors are the same bytes',
      () => parseEntries([...sound, ['c', sound[0]![1]]]),
      /overlaps "a"|overlaps "c"/,
    ],
    [
      'bytes belong to no tensor',
      () => parseEntries(entry({ data_offsets: [26, 34] }), 34),
      /leaves 2 unused bytes/,
    ],
    [
      'a name is absurdly long',
      () => parseEntries([['x'.repeat(600), sound[1]![1]]]),
      /name of 600 characters/,
    ],
    [
      'there are absurdly many tensors',
      () => parseEntries(Array.from({ length: 70_000 }, (_, i) => [`t${i}`, 0])),
      /70000 tensors/,
    ],
  ])('%s', (_, run, reason) => {
    expect(messageOf(run)).toMatch(reason);
  });
});

test(
  'thousands of damaged headers are read or refused, and none takes more than its share',
  async () => {
    const json = JSON.stringify(Object.fromEntries(sound));
    const thread = new URL('./damaged-headers-thread.ts', import.meta.url);
    const { refused, grownBytes } = await casesInThread(thread, 5000, json);
    expect(refused).toBeGreaterThan(3000);
    expect(grownBytes).toBeLessThan(MOST_GROWTH_BYTES);
  },
  fuzzTimeoutMilliseconds,
);
