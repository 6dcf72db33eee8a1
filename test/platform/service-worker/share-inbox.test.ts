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

test('what can be read is kept, and the files that cannot be are named', async () => {
  const picture = new File(['x'], 'a.png', { type: 'image/png' });
  const gone = Object.assign(new File(['x'], 'b.txt'), {
    arrayBuffer: () => Promise.reject(new Error('gone')),
  });
  const latin = new File([new Uint8Array([0xe9])], 'c.txt');
  const form = new FormData();
  form.append('text', 'It rains.');
  const body = Object.assign(form, {
    getAll: () => [picture, new File(['One.'], 'd.txt'), gone, latin],
  });
  const storage = new MemoryCacheStorage();
  const request = { formData: async () => body } as unknown as Request;
  await new ShareInbox(SCOPE, storage.asCacheStorage()).receive(request);
  const given = await takeShared(SCOPE, storage.asCacheStorage());
  expect(given?.text).toBe('It rains.\n\nOne.');
  expect(given?.failure?.message).toMatch(
    /^“a\.png” is no text .*“b\.txt” could not be read \(Error: gone\).*“c\.txt” is not in UTF-8/,
  );
});

test('an empty file without a name is none', async () => {
  const { take } = await shared({ text: 'It rains.', file: new File([], '') });
  expect(await take()).toEqual({ text: 'It rains.', failure: null });
});

test('only a POST to its address is its own', () => {
  const inbox = new ShareInbox(SCOPE, new MemoryCacheStorage().asCacheStorage());
  expect(inbox.owns(new Request(`${SCOPE}share`))).toBe(false);
  expect(inbox.owns(new Request(`${SCOPE}other`, { method: 'POST' }))).toBe(false);
});
