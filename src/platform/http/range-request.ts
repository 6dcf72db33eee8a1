import { fail } from '../../core/failure';
import { say } from '../../core/sentence';
import { mayComeLater, refuseStatus } from './ask-server';
import { TransferFault, type Transport, withinStall } from './transport';

/** Identity of a file on a server: it must be the same in every answer. */
export type RemoteFile = { readonly byteLength: number; readonly version: string | null };

/** A part of a file that is arriving. `body` has exactly `[first, end)` unless the connection breaks. */
export type OpenRange = {
  readonly type: 'part' | 'whole';
  readonly file: RemoteFile | null;
  readonly first: number;
  readonly end: number | null;
  readonly body: ReadableStreamDefaultReader<Uint8Array> | null;
};

/**
 * Requests `[first, end)` once.
 * @param known from an earlier answer; null for the first.
 * @returns null when there is no such file.
 * @throws TransferFault where another try may help, FailureError 'network' where it will not.
 */
export async function openRange(
  transport: Transport,
  url: URL,
  name: string,
  first: number,
  end: number,
  known: RemoteFile | null,
  signal: AbortSignal,
): Promise<OpenRange | null> {
  const headers: Record<string, string> = { Range: `bytes=${first}-${end - 1}` };
  if (known?.version && !known.version.startsWith('W/') && transport.mayConditionRange(url)) {
    headers['If-Range'] = known.version;
  }
  // The parts of a model would only push everything else out of the browser's own cache.
  const init = { headers, signal, cache: 'no-store' } as const;
  let response: Response;
  try {
    response = await withinStall(transport.fetch(url, init), transport.retry.stallMilliseconds);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TransferFault) throw error;
    throw new TransferFault(say`the server could not be reached`, null, error);
  }
  const { status } = response;
  const body = response.body?.getReader() ?? null;
  const version = response.headers.get('ETag') ?? response.headers.get('Last-Modified');
  if (status === 206) {
    const range = parseContentRange(response.headers.get('Content-Range'));
    if (range === 'unreadable' || (range && (range.first !== first || range.last >= end))) {
      await body?.cancel().catch(() => {});
      throw new TransferFault(say`the server sent other bytes of ${name} than it was asked for`);
    }
    const file = range === null ? known : { byteLength: range.total, version };
    if (known && file && isOther(known, file)) {
      await body?.cancel().catch(() => {});
      return changed(name);
    }
    return { type: 'part', file, first, end: range ? range.last + 1 : end, body };
  }
  await (status === 200 ? null : body?.cancel().catch(() => {}));
  if (status === 200) {
    // A server sends the whole file when the version in If-Range is not its own any more, or when it knows no ranges.
    if (known && !isSameVersion(version, known.version)) {
      await body?.cancel().catch(() => {});
      return changed(name);
    }
    const length = Number(response.headers.get('Content-Length') ?? Number.NaN);
    const file = Number.isSafeInteger(length) ? { byteLength: length, version } : null;
    return { type: 'whole', file, first: 0, end: null, body };
  }
  if (status === 404 || status === 410) return null;
  if (status === 416) {
    const range = /^bytes \*\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '');
    if (known || range?.[1] !== '0') return changed(name);
    return { type: 'part', file: { byteLength: 0, version }, first: 0, end: 0, body: null };
  }
  if (mayComeLater(status)) {
    const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
    throw new TransferFault(
      say`the server answered ${status}`,
      Number.isFinite(seconds) ? Math.min(seconds, 120) * 1000 : null,
    );
  }
  return refuseStatus(status, name);
}

function isOther(known: RemoteFile, found: RemoteFile): boolean {
  if (known.byteLength !== found.byteLength) return true;
  return known.version !== null && found.version !== null && !isSameVersion(known.version, found.version);
}

function isSameVersion(one: string | null, other: string | null): boolean {
  return plainVersion(one) === plainVersion(other);
}

/** Strong or weak: servers call an ETag weak where the same content may be packed or unpacked on its way. */
export function plainVersion(version: string | null): string | null {
  return version?.replace(/^W\//, '') ?? null;
}

function changed(name: string): never {
  return fail(
    'network',
    say`The file ${name} was changed on the server while it was being fetched. Start again to get the new one.`,
    { file: name },
  );
}

/** @returns null when the server does not show the header to pages of other sites. */
function parseContentRange(
  header: string | null,
): { first: number; last: number; total: number } | null | 'unreadable' {
  if (header === null) return null;
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(header.trim());
  if (!match) return 'unreadable';
  const [first, last, total] = match.slice(1).map(Number) as [number, number, number];
  return first <= last && last < total ? { first, last, total } : 'unreadable';
}
