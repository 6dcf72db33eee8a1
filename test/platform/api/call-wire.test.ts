import { expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import {
  type CallHead,
  LONGEST_STANDSTILL_MILLISECONDS,
  sendCall,
  serveCall,
} from '../../../src/platform/api/call-wire';
import { FakeClock } from '../../fakes/fake-clock';

const head: CallHead = { method: 'POST', path: '/v1/x?a=b', headers: [['x-name', 'value']] };
const never = new AbortController().signal;
const bodyOf = (text: string) => new Response(text).body as ReadableStream<Uint8Array<ArrayBuffer>>;
const textOf = async (body: AsyncIterable<Uint8Array<ArrayBuffer>> | null) => {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const part of body ?? []) parts.push(part);
  return new Response(new Blob(parts)).text();
};

/** A stream that gives a byte whenever it is asked. */
function endless() {
  const seen = { pulls: 0, isCancelled: false };
  const stream = new ReadableStream(
    {
      pull(controller) {
        seen.pulls++;
        controller.enqueue(new Uint8Array([seen.pulls]));
      },
      cancel() {
        seen.isCancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { seen, stream };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 30));

test('a call and its reply arrive whole, with status, headers and bodies', async () => {
  const { port1, port2 } = new MessageChannel();
  serveCall(port2, async ({ head: got, body }) => {
    const text = await textOf(body);
    return new Response(`${got.method} ${got.path} ${got.headers[0]} ${text}`, {
      status: 201,
      headers: { 'content-type': 'text/plain; x=y' },
    });
  });
  const { reply, ended } = sendCall(port1, head, bodyOf('hello'), never);
  const response = await reply;
  expect(response.status).toBe(201);
  expect(response.headers.get('content-type')).toBe('text/plain; x=y');
  expect(await response.text()).toBe('POST /v1/x?a=b x-name,value hello');
  await ended;
});

test('a reply without a body has none', async () => {
  const { port1, port2 } = new MessageChannel();
  serveCall(port2, async () => new Response(null, { status: 204 }));
  const { reply, ended } = sendCall(port1, head, null, never);
  expect((await reply).body).toBeNull();
  await ended;
});

test('a reply is made only as far as it is read, and leaving it ends the work', async () => {
  const { port1, port2 } = new MessageChannel();
  const { seen, stream } = endless();
  let signal = never;
  serveCall(port2, async ({ signal: given }) => {
    signal = given;
    return new Response(stream);
  });
  const { reply, ended } = sendCall(port1, head, null, never);
  const reader = (await reply).body!.getReader();
  expect((await reader.read()).value).toEqual(new Uint8Array([1]));
  await soon();
  expect(seen.pulls).toBeLessThan(10);
  expect(signal.aborted).toBe(false);
  await reader.cancel();
  await ended;
  await expect.poll(() => signal.aborted && seen.isCancelled).toBe(true);
});

test('an abort before the reply reaches the other side, and the call rejects with its reason', async () => {
  const { port1, port2 } = new MessageChannel();
  const caller = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    serveCall(port2, ({ signal }) => {
      signal.addEventListener('abort', () => resolve());
      return new Promise(() => {});
    });
  });
  const { reply } = sendCall(port1, head, null, caller.signal);
  await soon();
  caller.abort(new DOMException('Enough.', 'AbortError'));
  await expect(reply).rejects.toThrow('Enough.');
  await aborted;
});

test('an abort in the middle of the body errors it', async () => {
  const { port1, port2 } = new MessageChannel();
  const { seen, stream } = endless();
  serveCall(port2, async () => new Response(stream));
  const caller = new AbortController();
  const reader = (await sendCall(port1, head, null, caller.signal).reply).body!.getReader();
  await reader.read();
  caller.abort(new DOMException('Enough.', 'AbortError'));
  await expect(reader.read()).rejects.toThrow('Enough.');
  await expect.poll(() => seen.isCancelled).toBe(true);
});

test('an error of the side that answers keeps its failure', async () => {
  const { port1, port2 } = new MessageChannel();
  const failure = { kind: 'network', message: 'It is not there.' } as const;
  serveCall(port2, async () => {
    throw new FailureError(failure);
  });
  const error = await sendCall(port1, head, null, never).reply.catch((caught: unknown) => caught);
  expect((error as FailureError).failure).toEqual(failure);
});

test('a body that breaks off breaks at the reader too, never ends as if it were whole', async () => {
  const { port1, port2 } = new MessageChannel();
  const broken = new ReadableStream({
    start: (controller) => controller.enqueue(new Uint8Array(3)),
    pull: (controller) => controller.error(new Error('The worker died.')),
  });
  serveCall(port2, async () => new Response(broken));
  const response = await sendCall(port1, head, null, never).reply;
  await expect(response.arrayBuffer()).rejects.toThrow('The worker died.');
});

test('who takes nothing of a reply for two minutes is taken to have left', async () => {
  const { port1, port2 } = new MessageChannel();
  const clock = new FakeClock();
  const { seen, stream } = endless();
  let signal = never;
  serveCall(
    port2,
    async ({ signal: given }) => {
      signal = given;
      return new Response(stream);
    },
    clock,
  );
  const reader = (await sendCall(port1, head, null, never).reply).body!.getReader();
  await reader.read();
  await soon();
  clock.pass(LONGEST_STANDSTILL_MILLISECONDS - 1);
  expect(signal.aborted).toBe(false);
  clock.pass(1);
  expect(signal.aborted).toBe(true);
  await expect.poll(() => seen.isCancelled).toBe(true);
  const rest = async () => {
    while (!(await reader.read()).done);
  };
  await expect(rest()).rejects.toThrow(/given up/);
});

test('a reply that was announced begins at once, and breaks off when it fails after all', async () => {
  const blind = { ...head, isBlind: true };
  const ask = (answer: Parameters<typeof serveCall>[1]) => {
    const { port1, port2 } = new MessageChannel();
    serveCall(port2, answer);
    return sendCall(port1, blind, null, never).reply;
  };
  const later = (response: Response) => soon().then(() => response);
  const whole = await ask((call) => {
    call.soon('application/json');
    call.soon('application/json');
    return later(Response.json({ a: 1 }));
  });
  expect(whole.headers.get('content-type')).toBe('application/json');
  expect(await whole.json()).toEqual({ a: 1 });

  const broken = await ask((call) => {
    call.soon('application/json');
    return later(Response.json({ error: {} }, { status: 503 }));
  });
  expect(broken.status).toBe(200);
  await expect(broken.json()).rejects.toThrow(/503/);

  let left = false;
  const unwanted = await ask((call) => {
    call.soon('application/json');
    call.signal.addEventListener('abort', () => {
      left = true;
    });
    return new Promise(() => {});
  });
  await unwanted.body!.cancel();
  await expect.poll(() => left).toBe(true);
});

test('a caller who can be seen to leave gets the true status, however late', async () => {
  const { port1, port2 } = new MessageChannel();
  serveCall(port2, async (call) => {
    call.soon('application/json');
    return Response.json({}, { status: 503 });
  });
  expect((await sendCall(port1, head, null, never).reply).status).toBe(503);
});
