import { expect, test } from 'vitest';
import { ShareInbox } from '../../../src/platform/service-worker/share-inbox';
import { takeShared } from '../../../src/platform/service-worker/shared-text';
import { MemoryCacheStorage } from '../../fakes/memory-cache-storage';

const SCOPE = 'https://host.example/base/';

async function shared(fields: Readonly<Record<string, string | File>>) {
  const storage = new MemoryCacheStorage();
  const inbox = new ShareInbox(SCOPE, storage.asCacheStorage());
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const request = new Request(`${SCOPE}share`, { method: 'POST', body });
  expect(inbox.owns(request)).toBe(true);
  const reply = await inbox.receive(request);
  const take = () => takeShared(SCOPE, storage.asCacheStorage());
  return { take, storage, goesTo: [reply.status, reply.headers.get('location')] };
}

test('a shared text waits for the page that the browser is sent on to, which takes it once', async () => {
  const { take, storage, goesTo } = await shared({ title: 'News', text: 'It rains.', url: '' });
  expect(goesTo).toEqual([303, `${SCOPE}?shared`]);
  expect(await take()).toEqual({ text: 'News\n\nIt rains.', failure: null });
  expect(await take()).toBeNull();
  expect(await storage.keys()).toEqual([]);
});

test('a shared file is read as text', async () => {
  const { take } = await shared({ file: new File(['One.\r\nTwo.'], 'a.txt', { type: 'text/plain' }) });
  expect((await take())?.text).toBe('One.\nTwo.');
});

test('what is no text is told in the page', async () => {
  const { take } = await shared({ file: new File(['x'], 'a.png', { type: 'image/png' }) });
  expect(await take()).toMatchObject({
    text: '',
    failure: { message: expect.stringMatching(/“a\.png” is no text/) },
  });
});

test('only a POST to its address is its own', () => {
  const inbox = new ShareInbox(SCOPE, new MemoryCacheStorage().asCacheStorage());
  expect(inbox.owns(new Request(`${SCOPE}share`))).toBe(false);
  expect(inbox.owns(new Request(`${SCOPE}other`, { method: 'POST' }))).toBe(false);
});
