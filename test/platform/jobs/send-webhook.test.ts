import { afterEach, describe, expect, test, vi } from 'vitest';
import { webhookSender } from '../../../src/platform/jobs/send-webhook';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a webhook', () => {
  const sent = async (body: string, isBlind = false) => {
    const calls: { readonly url: string; readonly init: RequestInit }[] = [];
    vi.stubGlobal('fetch', async (url: URL, init: RequestInit) => {
      calls.push({ url: url.href, init });
      return new Response(null, { status: 204 });
    });
    expect(await webhookSender(isBlind).send('https://receiver.test/hook', body)).toBe(204);
    return calls[0]!;
  };

  test('names nobody: no cookies, no address of the page', async () => {
    const { url, init } = await sent('{"id":1}');
    expect(url).toBe('https://receiver.test/hook');
    expect(init).toMatchObject({
      method: 'POST',
      body: '{"id":1}',
      mode: 'cors',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      headers: { 'content-type': 'application/json' },
    });
  });

  test('outlives the page while browsers allow it', async () => {
    expect((await sent('x'.repeat(60_000))).init.keepalive).toBe(true);
    expect((await sent('x'.repeat(60_001))).init.keepalive).toBe(false);
    expect((await sent('é'.repeat(30_001))).init.keepalive).toBe(false);
  });

  test('reaches receivers that were not made for pages, where that is chosen', async () => {
    const { init } = await sent('{}', true);
    expect(init).toMatchObject({ mode: 'no-cors', headers: { 'content-type': 'text/plain;charset=UTF-8' } });
  });
});
