import { errorFromWire, errorToWire, type WireError } from './error-wire';
import { givenBuffers } from './given-buffers';

type Generator = AsyncGenerator<unknown, unknown, void>;

/** Message of the consumer: how many more values it has room for, or that it has left. */
type Order = number | 'leave';
/** Message of the generator's side: values, then one of the others. */
type Reply =
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'end'; readonly value: unknown }
  | { readonly type: 'error'; readonly error: WireError };

/** Values that may be on their way at once: enough to keep the generator busy while the consumer looks at one. */
const VALUES_AHEAD = 4;

/** Runs a generator as far as the consumer at the other end of the port requests. */
export async function sendGenerator(generator: Generator, port: MessagePort): Promise<void> {
  let credit = 0;
  let isLeft = false;
  let wake = () => {};
  port.onmessage = ({ data }: MessageEvent<Order>) => {
    if (data === 'leave') isLeft = true;
    else credit += data;
    wake();
  };
  const post = (reply: Reply) => port.postMessage(reply, givenBuffers(reply));
  try {
    for (;;) {
      while (credit === 0 && !isLeft) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const { done, value } = isLeft ? await generator.return(undefined) : await generator.next();
      if (done || isLeft) return post({ type: 'end', value });
      credit--;
      post({ type: 'value', value });
    }
  } catch (error) {
    post({ type: 'error', error: errorToWire(error) });
    // A value that cannot be sent leaves the generator in the middle.
    await generator.return(undefined).catch(() => {});
  }
}

/** The generator at the other end of the port. When its consumer leaves, it ends there before it ends here. */
export async function* receiveGenerator(port: MessagePort): Generator {
  const order = (what: Order) => port.postMessage(what);
  const next = replies(port);
  let isOver = false;
  try {
    order(VALUES_AHEAD);
    for (;;) {
      const reply = await next();
      isOver = reply.type !== 'value';
      if (reply.type === 'error') throw errorFromWire(reply.error);
      if (reply.type === 'end') return reply.value;
      yield reply.value;
      order(1);
    }
  } finally {
    if (!isOver) order('leave');
    while (!isOver) isOver = (await next()).type !== 'value';
    port.close();
  }
}

/** Replies of a port in their order, one for each call. */
function replies(port: MessagePort): () => Promise<Reply> {
  const arrived: Reply[] = [];
  let wake = () => {};
  port.onmessage = ({ data }: MessageEvent<Reply>) => {
    arrived.push(data);
    wake();
  };
  return async () => {
    if (arrived.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return arrived.shift()!;
  };
}
