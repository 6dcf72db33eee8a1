import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { RuntimeBytes } from '../../../src/platform/ort/runtime-bytes';
import { runtimeUnpacker } from '../../../src/platform/ort/unpack-runtime';

const packed = 'https://site.example/ort.wasm.wasm.bin';
const other = 'https://site.example/ort.jspi.wasm.bin';
/** As Vite names it in a page that embeds the package. */
const renamed = 'https://site.example/assets/ort.wasm.wasm-BBfMLA2V.bin';
const plain = 'https://site.example/ort.wasm';
const module = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0]);

const packedModule = gzipSync(module);

function unpackingScope(status = 200, headers: Record<string, string> = {}) {
  const files: Record<string, Uint8Array> = { [plain]: module };
  const scope = {
    fetch: async (asked: string | URL | Request) =>
      new Response(Buffer.from(files[String(asked)] ?? packedModule), { status, headers }),
  };
  const arriving = new RuntimeBytes();
  return { scope, arriving, unpack: runtimeUnpacker(scope, arriving) };
}

const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());

test('named runtimes are unpacked once, however often they are named, and in any order', async () => {
  const { scope, unpack } = unpackingScope();
  for (const address of [packed, other, renamed, packed, other]) unpack(address);
  for (const address of [packed, other, renamed]) {
    const response = await scope.fetch(address);
    expect(response.headers.get('Content-Type')).toBe('application/wasm');
    expect(await bytesOf(response)).toEqual(module);
  }
});

test('a runtime that is not packed, and a file that nobody named, come as they are', async () => {
  const { scope, unpack } = unpackingScope();
  for (const address of [plain, packed]) unpack(address);
  expect(await bytesOf(await scope.fetch(plain))).toEqual(module);
  expect((await bytesOf(await scope.fetch(other))).subarray(0, 2)).toEqual(Uint8Array.from([0x1f, 0x8b]));
});

test('the answer of a host that has no such file is passed on', async () => {
  const { scope, unpack } = unpackingScope(404);
  unpack(packed);
  expect((await scope.fetch(packed)).status).toBe(404);
});

test('the bytes of a runtime are told as they come over the line, also to who asks later', async () => {
  const total = packedModule.byteLength;
  const { scope, unpack, arriving } = unpackingScope(200, { 'Content-Length': String(total) });
  const [told, later]: [number[][], number[][]] = [[], []];
  arriving.follow((...bytes) => told.push(bytes));
  unpack(packed);
  expect(await bytesOf(await scope.fetch(packed))).toEqual(module);
  arriving.follow((...bytes) => later.push(bytes));
  expect(told[0]).toEqual([0, 0]);
  expect(told.at(-1)).toEqual([total, total]);
  expect(later).toEqual([[total, total]]);
});

test('where a line compresses a runtime once more, no more bytes are told than there were to be', async () => {
  const { scope, unpack, arriving } = unpackingScope(200, { 'Content-Length': '7' });
  const told: number[][] = [];
  arriving.follow((...bytes) => told.push(bytes));
  unpack(packed);
  await bytesOf(await scope.fetch(packed));
  expect(told.every(([done, total]) => done! <= total!)).toBe(true);
  expect(told.at(-1)).toEqual([7, 7]);
});
