import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';
import { contentSecurityPolicy, isolationHeaders } from './site-headers';

export type ServerOptions = {
  /** Folder that holds the built site. */
  readonly folder: string;
  /** Where the site lives on this server: starts and ends with a slash. */
  readonly basePath?: string;
  /** Sends the headers of `_headers`, as a good host does, so that the page may use threads and shared memory. */
  readonly isIsolated?: boolean;
  /** More folders, served under their own path: `{ '/packages/': folder }`. */
  readonly mounts?: Readonly<Record<string, string>>;
};

export type RunningServer = {
  /** Address of the site, with the base path. */
  readonly url: string;
  readonly origin: string;
  close(): Promise<void>;
};

/** Serves a built site on a free port of this machine, as any static host would; byte ranges included. */
export async function serveSite(options: ServerOptions): Promise<RunningServer> {
  const basePath = options.basePath ?? '/';
  const routes = Object.entries({ [basePath]: options.folder, ...options.mounts })
    .map(([path, folder]) => ({ path, serve: serveFolder(folder, options.isIsolated ?? false) }))
    .sort((a, b) => b.path.length - a.path.length);

  const server = createServer((request, response) => {
    const notFound = () => response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found');
    if (request.method !== 'GET' && request.method !== 'HEAD') return notFound();
    const route = routes.find(({ path }) => request.url?.startsWith(path));
    if (!route) return notFound();
    request.url = `/${request.url?.slice(route.path.length)}`;
    route.serve(request, response, notFound);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
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

function serveFolder(folder: string, isIsolated: boolean): Serve {
  return sirv(folder, {
    etag: true,
    dotfiles: true,
    setHeaders: (response) => {
      response.setHeader('Cache-Control', 'no-cache');
      if (!isIsolated) return;
      response.setHeader('Content-Security-Policy', contentSecurityPolicy);
      for (const [name, value] of Object.entries(isolationHeaders)) response.setHeader(name, value);
    },
  });
}
