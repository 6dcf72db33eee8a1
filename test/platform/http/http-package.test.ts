import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { sha256 } from '../../../src/core/data/sha256';
import { FailureError } from '../../../src/core/failure';
import { HttpPackage, pinned } from '../../../src/platform/http/http-package';
import { PAGE } from '../../toy/substitutes';

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
  const headers: object[] = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    headers.push(request.headers);
    const status = /^\/models\/(\d+)$/.exec(request.url ?? '')?.[1];
    if (status) return response.writeHead(Number(status)).end();
    if (request.url === '/models/page.bin') return response.writeHead(200).end(PAGE);
    if (request.url === '/models/manifest.json') return sendSpaces(response);
    if (request.url !== '/models/shard.bin') return response.writeHead(404).end();
    const range = request.headers.range?.match(/^bytes=(\d+)-(\d+)$/);
    if (!range || !hasRanges) return response.writeHead(200).end(content);
    return response.writeHead(206).end(content.subarray(Number(range[1]), Number(range[2]) + 1));
  });
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  return { asked, headers, source: new HttpPackage(`http://127.0.0.1:${port}/models`) };
}

/** Tells no length and sends spaces for as long as anybody reads; no more than 64 MB. */
function sendSpaces(response: ServerResponse) {
  const spaces = Buffer.alloc(2 ** 20, ' ');
  const body = Readable.from(
    (function* () {
      for (sentSpaces = 0; sentSpaces < 64 * 2 ** 20; sentSpaces += spaces.length) yield spaces;
    })(),
  );
  response.writeHead(200);
  body.pipe(response);
}
let sentSpaces = 0;

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

test('bytes are told as they arrive', async () => {
  const { source } = await serving(true);
  let arrived = 0;
  await source.read('shard.bin', never, 100, 50, (count) => {
    arrived += count;
  });
  expect(arrived).toBe(50);
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
  expect((await failureOf(source.read('503', never))).kind).toBe('network');
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

test.each([
  [401, /does not give out 401 to everybody .*choose the files here/],
  [403, /does not give out 403 to everybody/],
  [400, /answered 400 for 400. Check the address/],
  [408, /Try again later/],
  [429, /Try again later/],
  [500, /Try again later/],
])('the status %i gets its own advice', async (status, sentence) => {
  const { source } = await serving(true);
  const failure = await failureOf(source.read(String(status), never));
  expect(failure).toMatchObject({ kind: 'network', details: { httpStatus: status } });
  expect(failure.message).toMatch(sentence);
});

test('a manifest of spaces without end is read no further than a manifest may be long', async () => {
  const { source } = await serving(true);
  const failure = await failureOf(source.read('manifest.json', never));
  expect(failure.message).toMatch(/more than the 8388608 bytes that manifest.json may have/);
  expect(sentSpaces).toBeLessThan(32 * 2 ** 20);
});

test('a page in place of a file is named', async () => {
  const { source } = await serving(true);
  expect((await failureOf(source.read('page.bin', never, 0, 1000))).message).toMatch(
    /page.bin is a web page/,
  );
});

test('an address with a password is refused before anything is asked', async () => {
  const failure = await failureOf(
    new HttpPackage('http://me:secret@127.0.0.1:1/x/').read('shard.bin', never),
  );
  expect(failure).toMatchObject({ kind: 'bad-request' });
  expect(failure.message).not.toContain('secret');
});

test('a pinned package has the manifest with that hash, or none', async () => {
  const manifest = new TextEncoder().encode('{}');
  server = createServer((_, response) => response.writeHead(200).end(manifest));
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/m/`;
  const right = new HttpPackage(pinned(url, await sha256(manifest)));
  expect(await right.read('manifest.json', never)).toEqual(manifest);
  const wrong = new HttpPackage(pinned(url, 'ab'.repeat(32)));
  expect(await failureOf(wrong.read('manifest.json', never))).toMatchObject({
    kind: 'bad-package',
    message: expect.stringMatching(/not the one that the link names.*another SHA-256/),
  });
});

test('nobody learns who asks or from where', async () => {
  const { source, headers } = await serving(true);
  await source.read('shard.bin', never);
  expect(headers[0]).not.toHaveProperty('cookie');
  expect(headers[0]).not.toHaveProperty('referer');
});
