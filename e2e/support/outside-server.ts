import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type OutsideServer = {
  readonly origin: string;
  /** What was asked of it, but for questions of CORS. */
  readonly asked: { readonly line: string; readonly key: string | undefined; readonly body: string }[];
  /** Connections of any kind, WebSockets included. */
  readonly connectionCount: number;
  close(): Promise<void>;
};

/** A server of another site, which lets every site ask it. @param files by path; all else is answered with JSON. */
export async function serveOutside(files: Readonly<Record<string, Uint8Array>> = {}): Promise<OutsideServer> {
  const asked: OutsideServer['asked'] = [];
  const server = createServer(async (request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', 'authorization, content-type');
    if (request.method === 'OPTIONS') return response.writeHead(204).end();
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const { url = '', method, headers } = request;
    asked.push({
      line: `${method} ${url}`,
      key: headers.authorization,
      body: Buffer.concat(parts).toString(),
    });
    const file = files[url];
    if (file) return response.end(file);
    response.setHeader('content-type', 'application/json');
    return response.end(JSON.stringify({ object: 'list', data: [{ id: 'hosted', object: 'model' }] }));
  });
  let connectionCount = 0;
  server.on('connection', () => connectionCount++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    get connectionCount() {
      return connectionCount;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
