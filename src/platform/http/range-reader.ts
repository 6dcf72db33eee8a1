import { FailureError, fail } from '../../core/failure';
import { openRange, type RemoteFile } from './range-request';
import { TransferFault, type Transport, waited, withinStall } from './transport';

/** Reads `[position, end)` of a file in order over as many connections as it takes. */
export class RangeReader {
  readonly #transport: Transport;
  readonly #url: URL;
  readonly #name: string;
  readonly #known: RemoteFile;
  readonly #onBytes: (byteLength: number) => void;
  readonly end: number;
  #position: number;
  #connection: {
    readonly abort: AbortController;
    readonly body: ReadableStreamDefaultReader<Uint8Array>;
  } | null = null;
  /** Arrived and not read yet. */
  #rest = new Uint8Array(0) as Uint8Array;
  /** Tries since the last byte. */
  #failedTries = 0;

  constructor(
    transport: Transport,
    url: URL,
    name: string,
    known: RemoteFile,
    first: number,
    end: number,
    onBytes: (byteLength: number) => void,
  ) {
    this.#transport = transport;
    this.#url = url;
    this.#name = name;
    this.#known = known;
    this.#position = first;
    this.end = end;
    this.#onBytes = onBytes;
  }

  /** Of the next byte to be read. */
  get position(): number {
    return this.#position;
  }

  /** @throws FailureError 'network' once patience is at its end. */
  async read(byteLength: number, signal: AbortSignal): Promise<Uint8Array> {
    const bytes = new Uint8Array(byteLength);
    for (let filled = 0; filled < byteLength; ) {
      if (this.#rest.byteLength === 0) this.#rest = await this.#next(filled, signal);
      const part = this.#rest.subarray(0, byteLength - filled);
      bytes.set(part, filled);
      filled += part.byteLength;
      this.#rest = this.#rest.subarray(part.byteLength);
    }
    this.#position += byteLength;
    return bytes;
  }

  close(): void {
    this.#connection?.abort.abort();
    this.#connection = null;
    this.#rest = new Uint8Array(0);
  }

  /** @param ahead bytes that this read has beyond `position`. */
  async #next(ahead: number, signal: AbortSignal): Promise<Uint8Array> {
    for (;;) {
      signal.throwIfAborted();
      try {
        const bytes = await this.#receive(this.#position + ahead, signal);
        this.#failedTries = 0;
        this.#onBytes(bytes.byteLength);
        return bytes;
      } catch (error) {
        this.close();
        if (!(error instanceof TransferFault)) throw error;
        await nextTry(this.#transport, this.#name, this.#failedTries++, error, signal);
      }
    }
  }

  async #receive(at: number, signal: AbortSignal): Promise<Uint8Array> {
    const connection = this.#connection ?? { abort: new AbortController(), body: null };
    const stop = () => connection.abort.abort();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const body = connection.body ?? (await this.#connect(at, connection.abort.signal));
      this.#connection = { abort: connection.abort, body };
      const { done, value } = await withinStall(body.read(), this.#transport.retry.stallMilliseconds);
      if (done) throw new TransferFault('the connection ended too early');
      return value.subarray(0, this.end - at);
    } catch (error) {
      connection.abort.abort();
      signal.throwIfAborted();
      if (error instanceof TransferFault || error instanceof FailureError) throw error;
      throw new TransferFault('the connection broke', null, error);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async #connect(at: number, signal: AbortSignal): Promise<ReadableStreamDefaultReader<Uint8Array>> {
    const name = this.#name;
    const range = await openRange(this.#transport, this.#url, name, at, this.end, this.#known, signal);
    if (range === null) {
      return fail('network', `The file ${name} is no longer on the server. Start again later.`, {
        file: name,
      });
    }
    if (range.type === 'part' && range.body) return range.body;
    return fail(
      'network',
      `The server sends the whole of ${name} when it is asked for a part. Use another host, or download the files and choose them here.`,
      { file: name },
    );
  }
}

/** Waits before another try. @throws FailureError 'network' when there were enough. */
export async function nextTry(
  { retry }: Transport,
  name: string,
  failedTries: number,
  fault: TransferFault,
  signal: AbortSignal,
): Promise<void> {
  const delay = retry.delaysMilliseconds[failedTries];
  if (delay === undefined) {
    fail(
      'network',
      `The file ${name} could not be fetched: ${fault.message}, ${failedTries + 1} times. What was fetched is kept. Check the connection, then resume.`,
      { file: name },
      fault,
    );
  }
  await waited(Math.max(delay, fault.waitMilliseconds ?? 0), signal);
}
