import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';
import { shippedHeadersOf } from './site-headers';

export type ServerOptions = {
  /** Folder that holds the built site. */
  readonly folder: string;
  /** Path of the site on this server; starts and ends with a slash. */
  readonly basePath?: string;
  /** Whether the headers of `_headers` are sent, with which the page may use threads and shared memory. */
  readonly isIsolated?: boolean;
  /** Other headers instead, sent with every file. */
  readonly headers?: Readonly<Record<string, string>>;
  /** More folders, served under their own path: `{ '/packages/': folder }`. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** A free one when left out. */
  readonly port?: number;
};

export type RunningServer = {
  /** Address of the site, with the base path. */
  readonly url: string;
  readonly origin: string;
  close(): Promise<void>;
};

/** Serves a built site on this machine, as any static host would; byte ranges included. */
export async function serveSite(options: ServerOptions): Promise<RunningServer> {
  const basePath = options.basePath ?? '/';
  const headersOf = (path: string) => options.headers ?? (options.isIsolated ? shippedHeadersOf(path) : {});
  const routes = Object.entries({ [basePath]: options.folder, ...options.mounts })
    .map(([path, folder]) => ({ path, serve: serveFolder(folder, headersOf) }))
    .sort((a, b) => b.path.length - a.path.length);

  const server = createServer((request, response) => {
    const notFound = () => response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found');
    if (request.method !== 'GET' && request.method !== 'HEAD') return notFound();
    const route = routes.find(({ path }) => request.url?.startsWith(path));
    if (!route) return notFound();
    request.url = `/${request.url?.slice(route.path.length)}`;
    route.serve(request, response, notFound);
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: origin + basePath,
    origin,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Serve = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

function serveFolder(folder: string, headersOf: (path: string) => Readonly<Record<string, string>>): Serve {
  return sirv(folder, {
    etag: true,
    dotfiles: true,
    setHeaders: (response, path) => {
      response.setHeader('Cache-Control', 'no-cache');
      for (const [name, value] of Object.entries(headersOf(path))) response.setHeader(name, value);
    },
  });
}
