import { orAborted } from '../../core/data/or-aborted';
import { FailureError, fail } from '../../core/failure';
import { say } from '../../core/sentence';
import { openRange, type RemoteFile } from './range-request';
import { TransferFault, type Transport, waited, withinStall } from './transport';

/** Reads `[position, end)` of a file in order. */
export type RangeReader = ReturnType<typeof rangeReader>;

/** Reads `[first, end)` of a file in order over as many connections as it takes. */
export function rangeReader(
  transport: Transport,
  url: URL,
  name: string,
  known: RemoteFile,
  first: number,
  end: number,
  onBytes: (byteLength: number) => void,
) {
  /** Offset of the next byte to be read. */
  let position = first;
  let connection: {
    readonly abort: AbortController;
    readonly body: ReadableStreamDefaultReader<Uint8Array>;
  } | null = null;
  /** Arrived and not read yet. */
  let rest: Uint8Array = new Uint8Array(0);
  /** Tries since the last byte. */
  let failedTries = 0;

  /** @throws FailureError 'network' once patience is at its end. */
  async function read(byteLength: number, signal: AbortSignal): Promise<Uint8Array> {
    const bytes = new Uint8Array(byteLength);
    for (let filled = 0; filled < byteLength; ) {
      if (rest.byteLength === 0) rest = await next(position + filled, signal);
      const part = rest.subarray(0, byteLength - filled);
      bytes.set(part, filled);
      filled += part.byteLength;
      rest = rest.subarray(part.byteLength);
    }
    position += byteLength;
    return bytes;
  }

  function close(): void {
    connection?.abort.abort();
    connection = null;
    rest = new Uint8Array(0);
  }

  async function next(at: number, signal: AbortSignal): Promise<Uint8Array> {
    for (;;) {
      signal.throwIfAborted();
      try {
        const bytes = await receive(at, signal);
        failedTries = 0;
        onBytes(bytes.byteLength);
        return bytes;
      } catch (error) {
        close();
        if (!(error instanceof TransferFault)) throw error;
        await nextTry(transport, name, failedTries++, error, signal);
      }
    }
  }

  async function receive(at: number, signal: AbortSignal): Promise<Uint8Array> {
    const abort = connection?.abort ?? new AbortController();
    try {
      const body = connection?.body ?? (await orAborted(connect(at, abort.signal), signal));
      connection = { abort, body };
      const arriving = withinStall(body.read(), transport.retry.stallMilliseconds);
      const { done, value } = await orAborted(arriving, signal);
      if (done) throw new TransferFault(say`the connection ended too early`);
      return value.subarray(0, end - at);
    } catch (error) {
      abort.abort();
      signal.throwIfAborted();
      if (error instanceof TransferFault || error instanceof FailureError) throw error;
      throw new TransferFault(say`the connection broke`, null, error);
    }
  }

  async function connect(at: number, signal: AbortSignal): Promise<ReadableStreamDefaultReader<Uint8Array>> {
    const range = await openRange(transport, url, name, at, end, known, signal);
    if (range === null) {
      return fail('network', say`The file ${name} is no longer on the server. Start again later.`, {
        file: name,
      });
    }
    return range.type === 'part' && range.body ? range.body : refuseWhole(name);
  }

  return {
    end,
    get position() {
      return position;
    },
    read,
    close,
  };
}

/** The server does not give out parts of a file that is too large to hold. */
export function refuseWhole(name: string): never {
  fail(
    'network',
    say`The server sends the whole of ${name} when it is asked for a part. Use another host, or download the files and choose them here.`,
    { file: name },
  );
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
      say`The file ${name} could not be fetched: ${fault.sentence}, ${failedTries + 1} times. What was fetched is kept. Check the connection, then resume.`,
      { file: name },
      fault,
    );
  }
  await waited(Math.max(delay, fault.waitMilliseconds ?? 0), signal);
}
