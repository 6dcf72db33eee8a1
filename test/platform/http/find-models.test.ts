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
  ['an error page instead of the list', '<html>', 200, /not JSON/],
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
