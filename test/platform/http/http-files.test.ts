import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HttpFiles } from '../../../src/platform/http/http-files';
import type { Transport } from '../../../src/platform/http/transport';
import { type FaultType, type RunningHub, serveHub } from '../../fakes/hub-server';
import { bytesFile } from '../../toy/toy-files';

const { signal } = new AbortController();
const content = Uint8Array.from({ length: 400_000 }, (_, index) => (index * 2654435761) >>> 24);
const transport: Transport = {
  fetch,
  retry: { delaysMilliseconds: [1, 1, 1], stallMilliseconds: 150 },
  mayConditionRange: () => true,
};

let hub: RunningHub;
let fetchedBytes: number;
let files: HttpFiles;
beforeEach(async () => {
  hub = await serveHub(
    new Map([
      ['repo/large.bin', bytesFile(content)],
      ['repo/small.json', bytesFile(new TextEncoder().encode('{}'))],
      ['repo/empty', bytesFile(new Uint8Array(0))],
    ]),
  );
  files = open();
});
afterEach(() => hub.close());

function open(way = transport, stop = signal): HttpFiles {
  fetchedBytes = 0;
  const count = (byteLength: number) => {
    fetchedBytes += byteLength;
  };
  return new HttpFiles(`${hub.url}/repo`, ['large.bin', 'small.json', 'other'], way, count, stop);
}

function fault(type: FaultType, times = 1, from = 100_000): void {
  hub.faults.push({ type, path: /large/, from, times });
}

/** The middle of the file in three pieces, expected as one range. */
async function readMiddle(): Promise<Uint8Array> {
  files.expect('large.bin', 100_000, 240_000);
  const pieces: Uint8Array[] = [];
  for (let at = 100_000; at < 340_000; at += 80_000) {
    pieces.push(await files.read('large.bin', at, 80_000, signal));
  }
  return Buffer.concat(pieces);
}
const middle = Buffer.from(content.slice(100_000, 340_000));
/** Comparing hundreds of thousands of elements one by one takes seconds. */
const isMiddle = (bytes: Uint8Array) => middle.equals(bytes);

describe('ranges', () => {
  test('what is there is known by its name, its length and its version', async () => {
    expect(await files.list()).toEqual(['large.bin', 'small.json']);
    expect(await files.byteLength('large.bin')).toBe(400_000);
    expect(await files.byteLength('empty')).toBe(0);
    expect(await files.byteLength('other')).toBeNull();
    expect(await files.version('small.json')).toBe('"1-2"');
    expect(await files.read('small.json', 0, 2, signal)).toEqual(new TextEncoder().encode('{}'));
    expect(hub.requests.filter(({ path }) => path === 'repo/small.json')).toHaveLength(1);
  });

  test('an expected range is one request, and no byte outside of it is sent', async () => {
    expect(isMiddle(await readMiddle())).toBe(true);
    expect(hub.requests.map(({ range }) => range)).toEqual(['bytes=0-65535', 'bytes=100000-339999']);
    expect(hub.requests[1]!.ifRange).toBe('"1-400000"');
    expect(fetchedBytes).toBe(65_536 + 240_000);
  });

  test('without a promise only what is read is fetched, and once', async () => {
    const bytes = await files.read('large.bin', 200_000, 1000, signal);
    expect(bytes).toEqual(content.slice(200_000, 201_000));
    expect(await files.read('large.bin', 200_500, 100, signal)).toEqual(content.slice(200_500, 200_600));
    expect(fetchedBytes).toBe(65_536 + 1000);
  });

  test('names do not lead out of the folder', async () => {
    await expect(files.byteLength('../secret')).rejects.toThrow(/leads out/);
    await expect(files.byteLength('')).resolves.toBeNull();
  });

  test('a hub that sends elsewhere for its files is followed', async () => {
    hub.redirects = true;
    expect(await files.list()).toEqual(['large.bin', 'small.json']);
    expect(isMiddle(await readMiddle())).toBe(true);
    expect(await files.version('large.bin')).toBe('"1-400000"');
    const large = hub.requests.filter(({ path }) => path === 'repo/large.bin');
    expect(large.map(({ range, status }) => [range, status])).toEqual([
      ['bytes=0-65535', 302],
      ['bytes=0-65535', 206],
      ['bytes=100000-339999', 302],
      ['bytes=100000-339999', 206],
    ]);
  });

  test('a version that is called weak now and then is the same version', async () => {
    await files.byteLength('large.bin');
    fault('weak');
    expect(isMiddle(await readMiddle())).toBe(true);
    files = open();
    fault('weak', 1, 0);
    expect(await files.version('large.bin')).toBe('"1-400000"');
    expect(isMiddle(await readMiddle())).toBe(true);
  });

  test('a request to another site asks nothing that needs leave', async () => {
    files = open({ ...transport, mayConditionRange: () => false });
    expect(isMiddle(await readMiddle())).toBe(true);
    expect(hub.requests.every(({ ifRange }) => ifRange === null)).toBe(true);
  });
});

describe('faults', () => {
  test.each(['cut', 'stall', 'error-500', 'busy-503', 'wrong-range'] as const)(
    '%s is tried again, from the byte that is missing',
    async (type) => {
      fault(type, 3);
      expect(isMiddle(await readMiddle())).toBe(true);
      const ranges = hub.requests.slice(1).map(({ range }) => Number(/\d+/.exec(range!)![0]));
      expect(ranges).toHaveLength(4);
      expect([...ranges].sort((a, b) => a - b)).toEqual(ranges);
      if (type === 'cut') expect(ranges.at(-1)).toBeGreaterThan(ranges[0]!);
      expect(fetchedBytes).toBe(65_536 + 240_000);
    },
  );

  test.each(['error-500', 'wrong-range'] as const)('%s for ever ends in a sentence', async (type) => {
    fault(type, 1000);
    await expect(readMiddle()).rejects.toMatchObject({
      failure: {
        kind: 'network',
        message: expect.stringMatching(/large\.bin could not be fetched.*4 times/),
      },
    });
    expect(hub.requests).toHaveLength(5);
  });

  test('a first request that fails is tried again too', async () => {
    fault('error-500', 1, 0);
    fault('cut', 1, 0);
    fault('stall', 1, 0);
    expect(await files.byteLength('large.bin')).toBe(400_000);
  });

  test.each([
    ['changed', /changed on the server/],
    ['shrunk', /changed on the server/],
    ['not-found', /no longer on the server/],
    ['forbidden', /does not give out large\.bin to everybody/],
    ['no-ranges', /sends the whole of large\.bin/],
  ] as const)('%s ends at once in a sentence', async (type, sentence) => {
    fault(type);
    await expect(readMiddle()).rejects.toMatchObject({
      failure: { kind: 'network', message: expect.stringMatching(sentence) },
    });
    expect(hub.requests).toHaveLength(2);
  });

  test('a file that changed between two requests is noticed without If-Range too', async () => {
    files = open({ ...transport, mayConditionRange: () => false });
    fault('changed');
    await expect(readMiddle()).rejects.toThrow(/changed on the server/);
  });

  test('a server without ranges can still give small files', async () => {
    hub.faults.push({ type: 'no-ranges', path: /./, times: 1000 });
    expect(await files.byteLength('small.json')).toBe(2);
    expect(await files.byteLength('large.bin')).toBe(400_000);
    expect(await files.read('large.bin', 399_990, 10, signal)).toEqual(content.slice(399_990));
  });

  test('no server at all', async () => {
    await hub.close();
    await expect(files.byteLength('large.bin')).rejects.toMatchObject({ failure: { kind: 'network' } });
  });
});

test.each(['stall', 'error-500'] as const)('an abort during %s ends the read', async (type) => {
  const stop = new AbortController();
  const patient = { ...transport, retry: { delaysMilliseconds: [100_000], stallMilliseconds: 100_000 } };
  files = open(patient, stop.signal);
  await files.byteLength('large.bin');
  fault(type, 1000);
  const read = files.read('large.bin', 100_000, 300_000, stop.signal);
  await expect.poll(() => hub.requests.length).toBe(2);
  stop.abort();
  await expect(read).rejects.toThrow(/abort/);
});
