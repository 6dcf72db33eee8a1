import type { CheckpointFiles } from '../../core/checkpoint/checkpoint-files';
import { joinBytes } from '../../core/data/join-bytes';
import { orAborted } from '../../core/data/or-aborted';
import { fail } from '../../core/failure';
import { say } from '../../core/sentence';
import { folderUrl } from './ask-server';
import { nextTry, type RangeReader, rangeReader, refuseWhole } from './range-reader';
import { openRange, plainVersion, type RemoteFile } from './range-request';
import { TransferFault, type Transport, withinStall } from './transport';

/** The first request fetches this much: small files whole, and the headers of large ones. */
const FIRST_BYTES = 64 * 2 ** 10;
/** Files up to this size may come from a server that knows no ranges. */
const LARGEST_HELD_BYTES = 64 * 2 ** 20;
/** Reads up to this size are kept until the next: some tensors are looked at twice. */
const LARGEST_KEPT_READ = 16 * 2 ** 20;

/** Result of the first request; `head` holds the file's first bytes. */
type FoundFile = RemoteFile & { readonly head: Uint8Array };

/** A folder on a web server, read in ranges. One read at a time; `signal` ends every request. */
export class HttpFiles implements CheckpointFiles {
  readonly #folder: URL;
  readonly #names: readonly string[];
  readonly #transport: Transport;
  readonly #onBytes: (byteLength: number) => void;
  readonly #signal: AbortSignal;
  readonly #found = new Map<string, Promise<FoundFile | null>>();
  readonly #expected = new Map<string, { readonly first: number; readonly end: number }>();
  #reader: { readonly file: string; readonly reader: RangeReader } | null = null;
  #kept: { readonly file: string; readonly offset: number; readonly bytes: Uint8Array } | null = null;

  /**
   * @param names what may lie in the folder: web servers list none.
   * @param onBytes is called for every byte that came over the network.
   */
  constructor(
    folder: string,
    names: readonly string[],
    transport: Transport,
    onBytes: (byteLength: number) => void,
    signal: AbortSignal,
  ) {
    this.#folder = folderUrl(folder);
    this.#names = names;
    this.#transport = transport;
    this.#onBytes = onBytes;
    this.#signal = signal;
  }

  async list(): Promise<readonly string[]> {
    const names: string[] = [];
    for (const name of this.#names) if ((await this.#find(name)) !== null) names.push(name);
    return names;
  }

  async byteLength(file: string): Promise<number | null> {
    return (await this.#find(file))?.byteLength ?? null;
  }

  async version(file: string): Promise<string | null> {
    return plainVersion((await this.#find(file))?.version ?? null);
  }

  expect(file: string, offset: number, byteLength: number): void {
    this.#expected.set(file, { first: offset, end: offset + byteLength });
  }

  forget(file: string): void {
    this.close();
    this.#kept = null;
    this.#found.delete(file);
  }

  async read(file: string, offset: number, byteLength: number, signal: AbortSignal): Promise<Uint8Array> {
    signal.throwIfAborted();
    const found = (await this.#find(file)) ?? missing(file);
    const end = offset + byteLength;
    if (end > found.byteLength) {
      fail('network', say`The file ${file} on the server has only ${found.byteLength} bytes.`, { file });
    }
    if (end <= found.head.byteLength) return found.head.slice(offset, end);
    const kept = this.#kept;
    if (kept?.file === file && offset >= kept.offset && end <= kept.offset + kept.bytes.byteLength) {
      return kept.bytes.slice(offset - kept.offset, end - kept.offset);
    }
    this.#kept = null;
    const start = Math.max(offset, found.head.byteLength);
    const rest = await this.#readerAt(file, found, start, end).read(end - start, signal);
    const bytes = start === offset ? rest : joinBytes([found.head.subarray(offset), rest]);
    if (byteLength <= LARGEST_KEPT_READ) this.#kept = { file, offset, bytes: bytes.slice() };
    return bytes;
  }

  /** Ends the connection that is open. */
  close(): void {
    this.#reader?.reader.close();
    this.#reader = null;
  }

  #readerAt(file: string, found: FoundFile, offset: number, end: number): RangeReader {
    const open = this.#reader;
    if (open?.file === file && open.reader.position === offset && open.reader.end >= end) return open.reader;
    this.close();
    const expected = this.#expected.get(file);
    const isExpected = expected && offset >= expected.first && end <= expected.end;
    const last = isExpected ? expected.end : end;
    const url = this.#urlOf(file);
    const reader = rangeReader(this.#transport, url, file, found, offset, last, this.#onBytes);
    this.#reader = { file, reader };
    return reader;
  }

  #find(file: string): Promise<FoundFile | null> {
    const known = this.#found.get(file);
    if (known) return known;
    const finding = this.#fetchHead(file);
    this.#found.set(file, finding);
    finding.catch(() => this.#found.delete(file));
    return finding;
  }

  async #fetchHead(file: string): Promise<FoundFile | null> {
    for (let failedTries = 0; ; failedTries++) {
      const abort = new AbortController();
      try {
        this.#signal.throwIfAborted();
        return await orAborted(this.#receiveHead(file, abort.signal), this.#signal);
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!(error instanceof TransferFault)) throw error;
        await nextTry(this.#transport, file, failedTries, error, this.#signal);
      } finally {
        abort.abort();
      }
    }
  }

  async #receiveHead(file: string, signal: AbortSignal): Promise<FoundFile | null> {
    const url = this.#urlOf(file);
    const range = await openRange(this.#transport, url, file, 0, FIRST_BYTES, null, signal);
    if (range === null) return null;
    const remote = range.file ?? (range.type === 'part' ? await this.#measure(url, file, signal) : null);
    const isWhole = range.type === 'whole';
    if (isWhole && (remote?.byteLength ?? 0) > LARGEST_HELD_BYTES) refuseWhole(file);
    const limit = isWhole ? LARGEST_HELD_BYTES : Math.min(FIRST_BYTES, remote!.byteLength);
    const head = range.body ? await this.#receiveAll(range.body, file, limit) : new Uint8Array(0);
    if (!isWhole && head.byteLength < limit) throw new TransferFault(say`the connection ended too early`);
    return {
      byteLength: isWhole ? head.byteLength : remote!.byteLength,
      version: remote?.version ?? null,
      head,
    };
  }

  /** Measures on servers that do not expose Content-Range to pages of other sites. */
  async #measure(url: URL, file: string, signal: AbortSignal): Promise<RemoteFile> {
    const response = await this.#transport.fetch(url, { method: 'HEAD', signal }).catch((error: unknown) => {
      throw new TransferFault(say`the server could not be reached`, null, error);
    });
    const length = Number(response.headers.get('Content-Length') ?? Number.NaN);
    if (response.ok && Number.isSafeInteger(length)) {
      const version = response.headers.get('ETag') ?? response.headers.get('Last-Modified');
      return { byteLength: length, version };
    }
    return fail('network', say`The server does not tell how long ${file} is. Use another host.`, { file });
  }

  async #receiveAll(
    body: ReadableStreamDefaultReader<Uint8Array>,
    file: string,
    limit: number,
  ): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const { done, value } = await withinStall(body.read(), this.#transport.retry.stallMilliseconds).catch(
        (error: unknown) => {
          throw error instanceof TransferFault
            ? error
            : new TransferFault(say`the connection broke`, null, error);
        },
      );
      if (done) break;
      this.#onBytes(value.byteLength);
      parts.push(value);
      length += value.byteLength;
      if (length > limit) refuseWhole(file);
    }
    return joinBytes(parts);
  }

  /** Names come from untrusted files: they must not lead out of the folder. */
  #urlOf(file: string): URL {
    const url = new URL(file.split('/').map(encodeURIComponent).join('/'), this.#folder);
    if (url.href.startsWith(this.#folder.href)) return url;
    return fail('network', say`The file name ${JSON.stringify(file)} leads out of its folder.`, { file });
  }
}

function missing(file: string): never {
  return fail('network', say`The file ${file} is not on the server. Check the address.`, { file });
}
