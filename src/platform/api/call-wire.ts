import { errorFromWire, errorToWire, type WireError } from '../bridge/error-wire';
import { receiveGenerator, sendGenerator } from '../bridge/generator-wire';
import { type Clock, systemClock } from '../time/clock';

/** The head of a call. Nothing in it is believed. */
export type CallHead = {
  readonly method: string;
  /** Below the site's folder, with query: `/v1/models`. */
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  /** The caller's abort cannot be seen before the reply has begun, as in a service worker. */
  readonly isBlind?: boolean;
};

/** Messages of the side that calls. The body is a generator of bytes at the other end of the port. */
type Asked =
  | { readonly type: 'call'; readonly head: CallHead; readonly body: MessagePort | null }
  | { readonly type: 'abort' };

/** Messages of the side that answers. */
type Answered =
  | { readonly type: 'here' }
  /** The reply to a blind call will have status 200 and this type, unless it breaks off. */
  | { readonly type: 'soon'; readonly contentType: string }
  | {
      readonly type: 'reply';
      readonly status: number;
      readonly headers: readonly (readonly [string, string])[];
      readonly body: MessagePort | null;
    }
  | { readonly type: 'failed'; readonly error: WireError };

type Ended = Extract<Answered, { readonly type: 'reply' | 'failed' }>;
type Bytes = AsyncGenerator<Uint8Array<ArrayBuffer>, void, void>;

/** A call as the side that answers gets it. */
export type ServedCall = {
  readonly head: CallHead;
  /** Null where there is none. */
  readonly body: AsyncIterable<Uint8Array<ArrayBuffer>> | null;
  /** Aborted when the caller leaves. */
  readonly signal: AbortSignal;
  /** Begins the reply to a blind call before it is made, so that its caller can be seen to leave. */
  readonly soon: (contentType: string) => void;
};

/**
 * Someone who asks for a body and then takes nothing of it holds up everyone behind: it is taken to have
 * left.
 */
export const LONGEST_STANDSTILL_MILLISECONDS = 120_000;

export type SentCall = {
  /** Rejects with the signal's reason, or the error of the other side. */
  readonly reply: Promise<Response>;
  /** Resolves once nothing more of it comes, body included. Never rejects. */
  readonly ended: Promise<void>;
};

/**
 * Sends a call over a port whose other end is served by `serveCall`. Bodies go in pieces, as the receiver
 * asks for them: a port does what a transferred stream would, in every browser.
 * @param signal ends the call on both sides, also while the reply's body comes.
 */
export function sendCall(
  port: MessagePort,
  head: CallHead,
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  signal: AbortSignal,
): SentCall {
  let over = () => {};
  const ended = new Promise<void>((resolve) => {
    over = resolve;
  });
  const reply = new Promise<Response>((resolve, reject) => {
    const end = (isWhole: boolean) => {
      signal.removeEventListener('abort', abort);
      if (!isWhole) port.postMessage({ type: 'abort' } satisfies Asked);
      port.close();
      over();
    };
    const abort = () => {
      reject(signal.reason);
      end(false);
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    const begin = (bytes: Bytes | null, init: ResponseInit) => {
      const stream = bytes && streamOf(bytes, signal, end);
      if (stream) signal.removeEventListener('abort', abort);
      else end(true);
      resolve(new Response(stream, init));
    };
    let begun: ((data: Ended) => void) | null = null;
    port.onmessage = ({ data }: MessageEvent<Answered>) => {
      if (data.type === 'here') return;
      if (data.type === 'soon') {
        const late = new Promise<Ended>((resolveLate) => {
          begun = resolveLate;
        });
        return begin(lateBytes(late), { headers: { 'content-type': data.contentType } });
      }
      if (begun) return begun(data);
      if (data.type === 'failed') {
        reject(errorFromWire(data.error));
        return end(true);
      }
      const { status, headers, body: bytes } = data;
      begin(bytes && (receiveGenerator(bytes) as Bytes), {
        status,
        headers: headers.map(([name, value]) => [name, value]),
      });
    };
    const sent = body && portOf(bytesOf(body));
    port.postMessage({ type: 'call', head, body: sent } satisfies Asked, sent ? [sent] : []);
  });
  return { reply, ended };
}

/** Answers the one call that comes over a port. @returns a signal that is aborted when the caller leaves. */
export function serveCall(
  port: MessagePort,
  answer: (call: ServedCall) => Promise<Response>,
  clock: Clock = systemClock,
): AbortSignal {
  const caller = new AbortController();
  const leave = () => caller.abort(new DOMException('The caller has left.', 'AbortError'));
  const send = async ({ head, body }: Extract<Asked, { readonly type: 'call' }>) => {
    let mayBegin = head.isBlind === true;
    const soon = (contentType: string) => {
      if (mayBegin) port.postMessage({ type: 'soon', contentType } satisfies Answered);
      mayBegin = false;
    };
    try {
      const bytesIn = body && (receiveGenerator(body) as Bytes);
      const response = await answer({ head, body: bytesIn, signal: caller.signal, soon });
      mayBegin = false;
      const bytes = response.body && portOf(untilStill(bytesOf(response.body), leave, clock));
      const reply: Answered = {
        type: 'reply',
        status: response.status,
        headers: [...response.headers],
        body: bytes,
      };
      port.postMessage(reply, bytes ? [bytes] : []);
    } catch (error) {
      port.postMessage({ type: 'failed', error: errorToWire(error) } satisfies Answered);
    }
  };
  port.onmessage = ({ data }: MessageEvent<Asked>) => {
    if (data.type === 'abort') leave();
    else void send(data);
  };
  // The caller's page or worker has ended. Browsers without this event are caught by the standstill.
  port.addEventListener('close', leave);
  return caller.signal;
}

/** The body of a reply that was announced: what becomes of its status can only be told by breaking off. */
async function* lateBytes(late: Promise<Ended>): Bytes {
  const data = await late;
  if (data.type === 'failed') throw errorFromWire(data.error);
  if (data.status !== 200) throw new TypeError(`The call failed in the middle, with status ${data.status}.`);
  if (data.body) yield* receiveGenerator(data.body) as Bytes;
}

function portOf(bytes: Bytes): MessagePort {
  const { port1, port2 } = new MessageChannel();
  void sendGenerator(bytes, port1);
  return port2;
}

/** A stream as a generator: not every browser iterates over streams. Leaving it early ends the stream. */
export async function* bytesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Bytes {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      // A copy, because it is transferred, and whoever made it may go on using its buffer.
      if (value.length > 0) yield value.slice();
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

async function* untilStill(bytes: Bytes, leave: () => void, clock: Clock): Bytes {
  let isStill = false;
  for await (const some of bytes) {
    const cancel = clock.after(LONGEST_STANDSTILL_MILLISECONDS, () => {
      isStill = true;
      leave();
      void bytes.return();
    });
    yield some;
    cancel();
    if (isStill) throw new Error('Nothing of the reply was taken for too long, so it was given up.');
  }
}

/** @param end called once when nothing more comes; the caller has left unless it is whole. */
function streamOf(
  bytes: Bytes,
  signal: AbortSignal,
  end: (isWhole: boolean) => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let isOver = false;
  let abort = () => {};
  const over = (isWhole: boolean) => {
    if (isOver) return;
    isOver = true;
    signal.removeEventListener('abort', abort);
    end(isWhole);
    if (!isWhole) void bytes.return().catch(() => {});
  };
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        abort = () => {
          controller.error(signal.reason);
          over(false);
        };
        signal.addEventListener('abort', abort, { once: true });
      },
      async pull(controller) {
        try {
          const { done, value } = await bytes.next();
          if (isOver) return;
          if (!done) return controller.enqueue(value);
          controller.close();
        } catch (error) {
          if (isOver) return;
          controller.error(error);
        }
        over(true);
      },
      cancel: () => over(false),
    },
    { highWaterMark: 0 },
  );
}
