import { expect, test } from 'vitest';
import { sha256 } from '../../../src/core/data/sha256';
import type { PackageSource } from '../../../src/core/package/manifest';
import { VerifyingSource } from '../../../src/core/package/verifying-source';

const never = new AbortController().signal;

/** Bytes without a short period, quick to make. */
function someBytes(byteLength: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(byteLength);
  for (let at = 0; at < byteLength; at++) bytes[at] = Math.imul(at + seed, 0x9e3779b1) >>> 24;
  return bytes;
}

/** Serves one file and counts the bytes it gave out. */
function serving(bytes: Uint8Array) {
  const source = {
    servedBytes: 0,
    async read(_file: string, signal: AbortSignal, offset = 0, byteLength = bytes.byteLength - offset) {
      signal.throwIfAborted();
      source.servedBytes += byteLength;
      return bytes.slice(offset, offset + byteLength);
    },
  } satisfies PackageSource & { servedBytes: number };
  return source;
}

async function verifying(bytes: Uint8Array, told: Uint8Array = bytes) {
  const source = serving(bytes);
  const read: number[] = [];
  const entry = { file: 'shard', byteLength: told.byteLength, sha256: await sha256(told) };
  return { source, read, verifying: new VerifyingSource(source, [entry], (count) => read.push(count)) };
}

const size = 20 * 2 ** 20;

test('reading forward reads and hashes every byte once', async () => {
  const bytes = someBytes(size, 1);
  const { source, read, verifying: reader } = await verifying(bytes);
  for (const [from, to] of [
    [10, 200],
    [200, 9_000_000],
    [9_000_100, 17_000_000],
  ] as const) {
    expect(Buffer.compare(await reader.read('shard', never, from, to - from), bytes.subarray(from, to))).toBe(
      0,
    );
  }
  await reader.finish(never);
  expect(source.servedBytes).toBe(size);
  expect(read.reduce((total, count) => total + count, 0)).toBe(size);
});

test('a read that goes back is right too', async () => {
  const bytes = someBytes(size, 2);
  const { verifying: reader } = await verifying(bytes);
  await reader.read('shard', never, 17_000_000, 1000);
  expect(await reader.read('shard', never, 5, 10)).toEqual(bytes.slice(5, 15));
  await reader.finish(never);
  expect(await reader.read('shard', never, 5, 10)).toEqual(bytes.slice(5, 15));
});

test('a flipped byte is found, also where nothing else reads', async () => {
  const bytes = someBytes(1000, 3);
  const damaged = bytes.slice();
  damaged[999]! ^= 1;
  const { verifying: reader } = await verifying(damaged, bytes);
  await reader.read('shard', never, 0, 10);
  await expect(reader.finish(never)).rejects.toThrow(/shard of the model package is damaged/);
});

test('a shard that is too short is damaged', async () => {
  const bytes = someBytes(1000, 4);
  const { verifying: reader } = await verifying(bytes.slice(0, 900), bytes);
  await expect(reader.read('shard', never, 950, 10)).rejects.toThrow(/damaged/);
});

test('bytes are told while they arrive, and add up to the files however many a server sends', async () => {
  const bytes = someBytes(9 * 2 ** 20, 6);
  const told: number[] = [];
  const arriving: PackageSource = {
    async read(_file, _signal, offset = 0, byteLength = 0, onBytes = () => {}) {
      for (let sent = 0; sent < 1.5 * byteLength; sent += 100_000) onBytes(100_000);
      return bytes.slice(offset, offset + byteLength);
    },
  };
  const entry = { file: 'shard', byteLength: bytes.byteLength, sha256: await sha256(bytes) };
  const reader = new VerifyingSource(arriving, [entry], (count) => told.push(count));
  reader.begin(never);
  expect(told.length).toBeGreaterThan(20);
  await reader.finish(never);
  expect(told.reduce((sum, count) => sum + count, 0)).toBe(bytes.byteLength);
});

test('an abort stops the reading', async () => {
  const { verifying: reader } = await verifying(someBytes(1000, 5));
  await expect(reader.finish(AbortSignal.abort())).rejects.toThrow();
});
