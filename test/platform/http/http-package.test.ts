import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import { HttpPackage } from '../../../src/platform/http/http-package';

const never = new AbortController().signal;
const content = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

/** A server of one folder, with or without ranges. @returns the package there, and how often it was asked. */
async function serving(hasRanges: boolean) {
  const asked: string[] = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/models/busy.bin') return response.writeHead(503).end();
    if (request.url !== '/models/shard.bin') return response.writeHead(404).end();
    const range = request.headers.range?.match(/^bytes=(\d+)-(\d+)$/);
    if (!range || !hasRanges) return response.writeHead(200).end(content);
    return response.writeHead(206).end(content.subarray(Number(range[1]), Number(range[2]) + 1));
  });
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  return { asked, source: new HttpPackage(`http://127.0.0.1:${port}/models`) };
}

async function failureOf(work: Promise<unknown>) {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FailureError);
  return (error as FailureError).failure;
}

test.each([true, false])('files and parts of them are read (ranges: %s)', async (hasRanges) => {
  const { source } = await serving(hasRanges);
  expect(await source.read('shard.bin', never)).toEqual(content);
  expect(await source.read('shard.bin', never, 100, 50)).toEqual(content.subarray(100, 150));
  expect(await source.read('shard.bin', never, 950, 50)).toEqual(content.subarray(950));
});

test('a server without ranges is asked once for a file that is read in parts', async () => {
  const { source, asked } = await serving(false);
  for (let offset = 0; offset < 1000; offset += 100) await source.read('shard.bin', never, offset, 100);
  expect(asked).toHaveLength(1);
});

test('what is missing, cut or out of reach is named', async () => {
  const { source } = await serving(true);
  expect(await failureOf(source.read('gone.bin', never))).toMatchObject({
    kind: 'bad-package',
    details: { file: 'gone.bin', httpStatus: 404 },
  });
  expect((await failureOf(source.read('shard.bin', never, 950, 100))).kind).toBe('bad-package');
  expect((await failureOf(source.read('busy.bin', never))).kind).toBe('network');
  expect((await failureOf(source.read('../secret', never))).kind).toBe('bad-package');
  const nowhere = new HttpPackage('http://127.0.0.1:1/models/');
  expect((await failureOf(nowhere.read('shard.bin', never))).kind).toBe('network');
});

test('an abort is no failure', async () => {
  const { source } = await serving(true);
  const error = await source.read('shard.bin', AbortSignal.abort()).catch((thrown: unknown) => thrown);
  expect(error).not.toBeInstanceOf(FailureError);
  expect(error).toMatchObject({ name: 'AbortError' });
});
