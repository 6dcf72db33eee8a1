import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ToyFile } from '../toy/toy-files';

export type FaultType =
  | 'cut' // the connection breaks in the middle of the body
  | 'stall' // the body stops in the middle, the connection stays
  | 'wrong-range' // other bytes than those asked for
  | 'not-found'
  | 'forbidden'
  | 'error-500'
  | 'busy-503'
  | 'changed' // from now on the file is another one, with another ETag
  | 'shrunk' // from now on the file ends in the middle of what is asked for
  | 'flipped-byte'
  | 'weak' // this answer calls its ETag a weak one
  | 'no-ranges'; // the whole file with status 200

export type Fault = {
  readonly type: FaultType;
  readonly path: RegExp;
  /** Only for ranges that begin at this byte or later. */
  readonly from?: number;
  /** How often; then all is well again. */
  times: number;
};

export type HubRequest = {
  readonly path: string;
  readonly range: string | null;
  readonly ifRange: string | null;
  readonly status: number;
};

export type RunningHub = {
  readonly url: string;
  readonly requests: HubRequest[];
  readonly faults: Fault[];
  /** What of a file was put on the wire: `[first, end)` of every answer. */
  readonly sent: { readonly path: string; readonly first: number; readonly end: number }[];
  /** Whether files are asked for here but come from another origin, as the public hub sends to the one that stores them. */
  redirects: boolean;
  /** Bytes a second of every connection; null for as fast as it goes. */
  bytesPerSecond: number | null;
  close(): Promise<void>;
};

/**
 * A web server that plays a model hub: files by path, ranges, ETags, other origins welcome, and faults on demand.
 * @param files by path, without a slash in front.
 */
export async function serveHub(files: ReadonlyMap<string, ToyFile>): Promise<RunningHub> {
  const current = new Map([...files].map(([path, file]) => [path, { file, edition: 1 }]));
  const [front, storage] = await Promise.all([startServer(redirectOrAnswer), startServer(answer)]);
  const hub: RunningHub = {
    url: front.url,
    redirects: false,
    requests: [],
    faults: [],
    sent: [],
    bytesPerSecond: null,
    close: async () => {
      await Promise.all([front.close(), storage.close()]);
    },
  };
  return hub;

  async function redirectOrAnswer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!hub.redirects) return await answer(request, response);
    const path = decodeURIComponent(request.url!.slice(1));
    hub.requests.push({ path, range: request.headers.range ?? null, ifRange: null, status: 302 });
    const headers = {
      'Access-Control-Allow-Origin': '*',
      ETag: '"another one than the file has"',
      Location: `${storage.url}${request.url}?signature=1`,
    };
    response.writeHead(302, headers).end();
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(request.url!.slice(1).replace(/\?.*$/, ''));
    const range = request.headers.range ?? null;
    const ifRange = (request.headers['if-range'] as string | undefined) ?? null;
    const note = (status: number) => hub.requests.push({ path, range, ifRange, status });
    const common = {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'ETag, Content-Range, Accept-Ranges',
      'Content-Type': 'application/octet-stream',
    };
    const end = (status: number, headers: Record<string, string | number> = {}) => {
      note(status);
      response.writeHead(status, { ...common, ...headers }).end();
    };
    const found = current.get(path);
    if (!found) return end(404);
    const asked = /^bytes=(\d+)-(\d+)$/.exec(range ?? '');
    const first = asked ? Number(asked[1]) : 0;
    const fault = takeFault(path, first);
    if (fault === 'not-found') return end(404);
    if (fault === 'forbidden') return end(403);
    if (fault === 'error-500') return end(500);
    if (fault === 'busy-503') return end(503, { 'Retry-After': 0 });
    if (fault === 'changed') found.edition++;
    if (fault === 'shrunk') {
      const { file } = found;
      found.file = { byteLength: first + 1, read: (offset, length) => file.read(offset, length) };
    }
    const { file, edition } = found;
    const etag = `"${edition}-${file.byteLength}"`;
    const isWhole = !asked || fault === 'no-ranges' || (ifRange !== null && ifRange !== etag);
    if (!isWhole && first >= file.byteLength) {
      return end(416, { 'Content-Range': `bytes */${file.byteLength}` });
    }
    const start = isWhole ? 0 : first;
    const stop = isWhole ? file.byteLength : Math.min(Number(asked[2]) + 1, file.byteLength);
    const claimed = fault === 'wrong-range' ? start + 7 : start;
    note(isWhole ? 200 : 206);
    response.writeHead(isWhole ? 200 : 206, {
      ...common,
      ETag: fault === 'weak' ? `W/${etag}` : etag,
      'Content-Length': stop - start,
      ...(isWhole ? {} : { 'Content-Range': `bytes ${claimed}-${stop - 1}/${file.byteLength}` }),
    });
    if (request.method === 'HEAD') return void response.end();
    await send(response, path, file, start, stop, fault);
  }

  async function send(
    response: ServerResponse,
    path: string,
    file: ToyFile,
    start: number,
    stop: number,
    fault: FaultType | null,
  ): Promise<void> {
    const middle = fault === 'cut' || fault === 'stall' ? start + Math.floor((stop - start) / 2) : stop;
    const note = { path, first: start, end: start };
    hub.sent.push(note);
    for (let at = start; at < middle && !response.destroyed; ) {
      const byteLength = Math.min(64 * 2 ** 10, middle - at);
      const bytes = file.read(at, byteLength).slice();
      if (fault === 'flipped-byte' && at === start) bytes[bytes.length >> 1]! ^= 1;
      const isFull = !response.write(bytes);
      at += byteLength;
      note.end = at;
      if (isFull) {
        await new Promise<void>((resolve) => {
          const goOn = () => {
            response.off('drain', goOn).off('close', goOn);
            resolve();
          };
          response.on('drain', goOn).on('close', goOn);
        });
      }
      if (hub.bytesPerSecond !== null) {
        const pause = (1000 * byteLength) / hub.bytesPerSecond;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
    if (fault === 'cut') response.destroy();
    else if (fault !== 'stall') response.end();
  }

  function takeFault(path: string, first: number): FaultType | null {
    const fault = hub.faults.find((one) => one.times > 0 && one.path.test(path) && first >= (one.from ?? 0));
    if (!fault) return null;
    fault.times--;
    return fault.type;
  }
}

async function startServer(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
