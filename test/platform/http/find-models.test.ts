import { afterEach, expect, test, vi } from 'vitest';
import { findModels, namedModel } from '../../../src/platform/http/find-models';

const never = new AbortController().signal;
const page = new URL('https://host.example/some/base/');
const pageWith = (model: string) => new URL(`?model=${encodeURIComponent(model)}`, page);

afterEach(() => vi.unstubAllGlobals());

function site(body: string | null, status = 200): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: URL) => {
    asked.push(url.href);
    if (body === null) throw new TypeError('Failed to fetch');
    return new Response(body, { status });
  });
  return asked;
}

test('the list lies beside the page, whatever its base, and folders beside the list', async () => {
  const asked = site('[{"id":"b","title":"Babble","path":"babble"}]');
  expect(await findModels(page, never)).toEqual([
    { id: 'b', title: 'Babble', url: 'https://host.example/some/base/models/babble/' },
  ]);
  expect(asked).toEqual(['https://host.example/some/base/models/index.json']);
});

test('a model named in the address comes first, and needs no list', async () => {
  site('[{"id":"b","title":"Babble","path":"babble"}]');
  const models = await findModels(pageWith('../other/my%20model'), never);
  expect(models.map(({ title, url }) => [title, url])).toEqual([
    ['my model', 'https://host.example/some/other/my%20model/'],
    ['Babble', 'https://host.example/some/base/models/babble/'],
  ]);
  site(null);
  expect(await findModels(pageWith('https://else.example/voice/'), never)).toHaveLength(1);
});

test.each([
  ['not found', '', 404, /status 404/],
  ['an error page instead of the list', '<html>', 200, /index.json is a web page/],
  ['half a list', '[{', 200, /not JSON/],
  ['a list of spaces without end', ' '.repeat(2 ** 20 + 1), 200, /more than the 1048576 bytes/],
  ['a site that wants a password', '', 401, /does not give out the list of models/],
  ['a busy site', '', 503, /Try again later/],
  ['an empty list', '[]', 200, /offers no model/],
])('%s is told with what to do', async (_, body, status, sentence) => {
  site(body, status);
  await expect(findModels(page, never)).rejects.toThrow(sentence);
});

test('no connection is told as such', async () => {
  site(null);
  await expect(findModels(page, never)).rejects.toThrow(/Check the connection/);
});

test('an aborted search is no failure', async () => {
  const abort = new AbortController();
  vi.stubGlobal('fetch', async () => {
    abort.abort();
    throw abort.signal.reason;
  });
  await expect(findModels(page, abort.signal)).rejects.toBe(abort.signal.reason);
});

test.each(['javascript:alert(1)', 'data:text/plain,x', 'file:///etc/', 'http://'])(
  '“%s” is no model',
  (address) => {
    expect(() => namedModel(pageWith(address))).toThrow(/no web address/);
  },
);

test('an address without a model names none', () => {
  expect(namedModel(page)).toBeNull();
  expect(namedModel(pageWith(' '))).toBeNull();
});

test('an address with a user or a password is refused with the reason', () => {
  for (const user of ['me:secret@', 'me@']) {
    expect(() => namedModel(pageWith(`https://${user}else.example/voice/`))).toThrow(
      /holds a user name or a password/,
    );
  }
});

test.each(['%E0%A4%A', 'https://else.example/%E0%A4%A/', '%'])(
  '“%s” has a percent sign too many',
  (address) => {
    expect(() => namedModel(pageWith(address))).toThrow(
      /percent sign that stands for no letter.*Correct \?model=/,
    );
  },
);

test('direction marks are in no title', async () => {
  expect(namedModel(pageWith('my\u202Eledom'))?.title).toBe('myledom');
  site('[{"id":"b","title":"Bab\u2066ble\u202E","path":"babble"}]');
  expect((await findModels(page, never))[0]?.title).toBe('Babble');
});

test('a model of another site says of which, and one of this site does not', () => {
  expect(namedModel(pageWith('https://else.example:81/voice/'))?.askOrigin).toBe('https://else.example:81');
  expect(namedModel(pageWith('../other/voice'))).not.toHaveProperty('askOrigin');
});

test('&sha256= is written behind the address of the model, and refused when it is no hash', () => {
  const withPin = (pin: string) => new URL(`?model=voice&sha256=${pin}`, page);
  expect(namedModel(withPin('AB'.repeat(32)))?.url).toBe(
    `https://host.example/some/base/voice/#sha256=${'ab'.repeat(32)}`,
  );
  expect(() => namedModel(withPin('abc'))).toThrow(/not a SHA-256 of 64 hexadecimal digits/);
});

test('nobody learns who asks or from where', async () => {
  const sent: RequestInit[] = [];
  vi.stubGlobal('fetch', async (_: URL, init: RequestInit) => {
    sent.push(init);
    return new Response('[{"id":"b","title":"B","path":"b"}]');
  });
  await findModels(page, never);
  expect(sent).toMatchObject([{ credentials: 'omit', referrerPolicy: 'no-referrer' }]);
});
