import 'fake-indexeddb/auto';
import { describe, expect, test, vi } from 'vitest';
import type { OwnVoice } from '../../../src/core/studio/own-voice';
import { MemoryVoiceStore } from '../../../src/core/studio/voice-store';
import { idbVoiceStore } from '../../../src/platform/voices/idb-voice-store';

const voice = (id: string, madeAtMs: number, name = id): OwnVoice => ({
  id,
  name,
  madeAtMs,
  transcript: 'Hello there.',
  consent: { givenAtMs: 7, words: 'I may.' },
  model: 'toy',
  grid: { codes: Int32Array.from([0, 1, 1023, 65_535]), codebookCount: 2, frameCount: 2 },
});

const stores = { memory: () => new MemoryVoiceStore(), IndexedDB: idbVoiceStore };

describe.each(Object.entries(stores))('own voices in %s', (_, open) => {
  test('are listed with the oldest first, replaced by their id and removed', async () => {
    const store = open();
    await store.put(voice('b', 2));
    await store.put(voice('a', 1));
    await store.put(voice('b', 2, 'Ben'));
    expect(await store.list()).toEqual([voice('a', 1), voice('b', 2, 'Ben')]);
    await store.remove('a');
    await store.remove('never');
    expect(await store.list()).toEqual([voice('b', 2, 'Ben')]);
    await store.remove('b');
    expect(await store.list()).toEqual([]);
  });
});

test('a voice in IndexedDB is there for the next page, and leaves the database closed', async () => {
  await idbVoiceStore().put(voice('a', 1));
  expect(await idbVoiceStore().list()).toEqual([voice('a', 1)]);
  // A connection that is left open would block this.
  const deleted = await new Promise<string>((resolve) => {
    const request = indexedDB.deleteDatabase('pagevoice-voices');
    request.onsuccess = () => resolve('deleted');
    request.onblocked = () => resolve('blocked');
  });
  expect(deleted).toBe('deleted');
});

test.each([
  ['a full disk', new DOMException('no room', 'QuotaExceededError'), /disk is full.*keep the voice again/],
  ['any other reason', new DOMException('closed', 'UnknownError'), /closed.*Save the voice as a file/],
])('%s is told with what to do', async (_, error, words) => {
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw error;
  });
  await expect(idbVoiceStore().put(voice('a', 1))).rejects.toMatchObject({
    failure: { kind: 'storage', message: expect.stringMatching(words) },
  });
  put.mockRestore();
});
