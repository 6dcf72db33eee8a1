import { expect, test } from 'vitest';
import type { KeepOrder } from '../../../src/platform/service-worker/keeping-protocol';
import { siteWorkerAsker } from '../../../src/platform/service-worker/register-site-worker';

const ORDER: KeepOrder = { type: 'keep-next', runtime: 'processor', isThrifty: false };

test('a service worker that could not be registered is registered again with the next order, and then once for all', async () => {
  const worker = { postMessage: (_: KeepOrder, [port]: [MessagePort]) => port.postMessage('kept') };
  let tries = 0;
  const ask = siteWorkerAsker(async () => {
    if (++tries === 1) throw new Error('The page could not be kept.');
    return worker as unknown as ServiceWorker;
  });
  await expect(ask(ORDER)).rejects.toThrow('could not be kept');
  expect(await ask(ORDER)).toBe('kept');
  expect(await ask(ORDER)).toBe('kept');
  expect(tries).toBe(2);
});
