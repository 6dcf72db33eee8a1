import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** Bytes of one answer that have gone over the line, with its headers. */
export type Transfer = { readonly path: string; bytes: number };

const PIECE_BYTES = 16_384;

/** A line of its own to a site: all answers share its speed, those for the service worker too. */
export async function openSlowLine(origin: string, bitsPerSecond: number) {
  const transfers: Transfer[] = [];
  let freeAt = 0;
  const server = createServer(async (request, response) => {
    const headers = new Headers();
    for (const name of ['range', 'if-none-match']) {
      const value = request.headers[name];
      if (typeof value === 'string') headers.set(name, value);
    }
    const answer = await fetch(origin + request.url, { method: request.method ?? 'GET', headers });
    const head = Object.fromEntries(answer.headers);
    const transfer = { path: request.url ?? '', bytes: JSON.stringify(head).length };
    transfers.push(transfer);
    response.writeHead(answer.status, head);
    const body = new Uint8Array(await answer.arrayBuffer());
    for (let at = 0; at < body.length && !response.destroyed; at += PIECE_BYTES) {
      const piece = body.subarray(at, at + PIECE_BYTES);
      freeAt = Math.max(freeAt, performance.now()) + (8000 * piece.length) / bitsPerSecond;
      await wait(freeAt - performance.now());
      transfer.bytes += piece.length;
      response.write(piece);
    }
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    transfers,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
