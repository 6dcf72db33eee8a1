import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import { MemoryProjectStore } from '../../../src/core/studio/memory-project-store';
import { emptyDraft, type Project } from '../../../src/core/studio/project';
import { openIdbProjectStore } from '../../../src/platform/projects/idb-project-store';
import { madeTake } from '../../fakes/studio-takes';

const project = (id: string, text: string, changedAtMs = 1): Project => ({
  id,
  createdAtMs: 1,
  changedAtMs,
  draft: { ...emptyDraft, text },
  place: { rowId: 'r1', seconds: 2 },
});

let opened = 0;
const stores = {
  memory: async () => new MemoryProjectStore(),
  IndexedDB: async () => {
    if (opened++ > 0)
      await new Promise((resolve) => (indexedDB.deleteDatabase('pagevoice-projects').onsuccess = resolve));
    return openIdbProjectStore(() => {});
  },
};

describe.each(Object.entries(stores))('projects in %s', (_, open) => {
  test('are listed with the newest first, searched, read and removed with their takes', async () => {
    const store = await open();
    await store.put(project('p1', 'The lighthouse.'));
    await store.put(project('p2', '# Second\n\nA Light house, far off.', 5));
    await store.putTake('p1', madeTake({ id: 't2', madeAtMs: 9 }));
    await store.putTake('p1', madeTake({ id: 't1', madeAtMs: 3 }));
    await store.putTake('p2', madeTake({ id: 't3' }));
    expect(await store.list('')).toEqual([
      { id: 'p2', title: 'Second', createdAtMs: 1, changedAtMs: 5, characterCount: 33 },
      { id: 'p1', title: 'The lighthouse.', createdAtMs: 1, changedAtMs: 1, characterCount: 15 },
    ]);
    expect((await store.list('LIGHT house')).map(({ id }) => id)).toEqual(['p2', 'p1']);
    expect((await store.list('far house')).map(({ id }) => id)).toEqual(['p2']);
    expect(await store.read('p1')).toEqual(project('p1', 'The lighthouse.'));
    expect((await store.takes('p1')).map(({ id }) => id)).toEqual(['t1', 't2']);
    await store.remove('p1');
    expect(await store.read('p1')).toBeNull();
    expect(await store.takes('p1')).toEqual([]);
    expect(await store.codes('t1')).toBeNull();
    expect(await store.codes('t3')).toEqual(madeTake().codes);
  });

  test('keep takes and their codes when the text is written again', async () => {
    const store = await open();
    await store.put(project('p1', 'One.'));
    await store.putTake('p1', madeTake());
    await store.put(project('p1', 'One. Two.'));
    expect(await store.takes('p1')).toEqual([madeTake().take]);
    expect(await store.codes('t1')).toEqual(madeTake().codes);
    await store.removeTake('t1');
    expect(await store.takes('p1')).toEqual([]);
  });
});
