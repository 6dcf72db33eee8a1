import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { askOthersThroughPage, obeyOutsideOrders } from '../../../src/platform/bridge/outside-order';
import { askOther, askOthersBy } from '../../../src/platform/http/other-sites';

afterEach(() => askOthersBy((url, init) => fetch(url, init)));

/** A page whose thread is joined to it: what the thread posts arrives at the worker object. */
function joined(): void {
  const worker = new EventTarget();
  obeyOutsideOrders(worker);
  askOthersThroughPage({
    postMessage: (data: unknown) => {
      // The page's own requests go straight to the network.
      askOthersBy((url, init) => fetch(url, init));
      worker.dispatchEvent(new MessageEvent('message', { data }));
    },
  });
}

test('a thread’s request is made by its page, and its range and bytes come back', async () => {
  const server = createServer(({ headers }, response) =>
    response.writeHead(206, { 'content-range': 'bytes 2-3/4' }).end(`got ${headers.range}`),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/shard`);
  joined();
  const reply = await askOther(url, { headers: { range: 'bytes=2-3' } }, 'model');
  expect([reply.status, reply.headers.get('content-range'), await reply.text()]).toEqual([
    206,
    'bytes 2-3/4',
    'got bytes=2-3',
  ]);
  server.close();
});

test('a thread can send nothing to others, and sees a connection that broke as one', async () => {
  joined();
  await expect(askOther(new URL('http://127.0.0.1:9/'), { method: 'POST' }, 'model')).rejects.toThrow(
    'may not send POST',
  );
  joined();
  await expect(askOther(new URL('http://127.0.0.1:9/'), {}, 'model')).rejects.toThrow(TypeError);
});
