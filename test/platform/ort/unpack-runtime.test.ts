import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { runtimeUnpacker } from '../../../src/platform/ort/unpack-runtime';

const packed = 'https://site.example/ort.wasm.wasm.bin';
const other = 'https://site.example/ort.jspi.wasm.bin';
const plain = 'https://site.example/ort.wasm';
const module = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0]);

function unpackingScope(status = 200) {
  const files: Record<string, Uint8Array> = { [plain]: module };
  const scope = {
    fetch: async (asked: string | URL | Request) =>
      new Response(Buffer.from(files[String(asked)] ?? gzipSync(module)), { status }),
  };
  return { scope, unpack: runtimeUnpacker(scope) };
}

const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());

test('named runtimes are unpacked once, however often they are named, and in any order', async () => {
  const { scope, unpack } = unpackingScope();
  for (const address of [packed, other, packed, other]) unpack(address);
  for (const address of [packed, other]) {
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
