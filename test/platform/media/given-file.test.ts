import { afterEach, expect, test, vi } from 'vitest';
import { MAX_GIVEN_FILE_BYTES } from '../../../src/core/data/size-limits';
import { fetchGivenFile } from '../../../src/platform/media/fetch-given-file';

const { signal } = new AbortController();

afterEach(() => vi.unstubAllGlobals());

function server(answer: (init: RequestInit) => Response | Promise<Response>): void {
  vi.stubGlobal('fetch', async (_: URL, init: RequestInit) => answer(init));
}

test('the bytes at an address come without anything about the person', async () => {
  let sent: RequestInit = {};
  server((init) => {
    sent = init;
    return new Response(Uint8Array.of(1, 2, 3));
  });
  expect(await fetchGivenFile('https://voices.example/a.wav', signal)).toEqual(Uint8Array.of(1, 2, 3));
  expect(sent).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer', signal });
});

test('what cannot be fetched is said with the name of the server', async () => {
  server(() => new Response('', { status: 404 }));
  await expect(fetchGivenFile('https://voices.example/a.wav', signal)).rejects.toThrow(
    'voices.example answered 404',
  );
  server(() => Promise.reject(new TypeError('Failed to fetch')));
  await expect(fetchGivenFile('https://voices.example/a.wav', signal)).rejects.toThrow('allow other sites');
  await expect(fetchGivenFile('https://me:secret@voices.example/a.wav', signal)).rejects.toThrow(
    'a password; take',
  );
});

test('a file that does not end is left at the limit', async () => {
  let read = 0;
  const body = () =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        read += 2 ** 20;
        controller.enqueue(new Uint8Array(2 ** 20));
      },
    });
  server(() => new Response(body()));
  await expect(fetchGivenFile('https://voices.example/a.wav', signal)).rejects.toThrow('larger than 33.6 MB');
  expect(read).toBeLessThan(MAX_GIVEN_FILE_BYTES + 2 ** 22);
});

test('a call that is given up ends with its own reason', async () => {
  const stop = new AbortController();
  server((init) => {
    stop.abort(new Error('no longer needed'));
    return Promise.reject(init.signal!.reason);
  });
  await expect(fetchGivenFile('https://voices.example/a.wav', stop.signal)).rejects.toThrow(
    'no longer needed',
  );
});
