import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, test } from 'vitest';
import { eraseSite, findKept, isNothing, type SiteStores } from '../../../src/platform/storage/erase-site';
import { MemoryCacheStorage } from '../../fakes/memory-cache-storage';

const scope = 'https://host.example/voice/';

/** A device that keeps something of every kind, ours and that of others. */
async function keptDevice() {
  const caches = new MemoryCacheStorage();
  const ours = [`pagevoice-site ${scope}`, `pagevoice-rules ${scope}`, 'accepted-licences'];
  const others = ['pagevoice-site https://host.example/voice/second/', 'of-another-page'];
  for (const name of [...ours, ...others]) await caches.open(name);
  const databases = new IDBFactory();
  const connections = await Promise.all(
    ['pagevoice-projects', 'another'].map((name) => open(databases, name)),
  );
  const folders = new Set(['pagevoice', 'of-another-page']);
  const notes = [
    memoryStorage({ 'pagevoice.api': '{}', theirs: '1' }),
    memoryStorage({ 'pagevoice.reopening': '{}' }),
  ];
  const registrations = new Set([scope]);
  const locks: string[] = [];
  const stores: SiteStores = {
    scope,
    locks: { query: async () => ({ held: [], pending: locks.map((name) => ({ name })) }) },
    caches: caches.asCacheStorage(),
    databases,
    files: { getDirectory: async () => directoryOf(folders) },
    notes,
    serviceWorkers: {
      getRegistration: async () =>
        [...registrations].map(
          (one) =>
            ({ scope: one, unregister: async () => registrations.delete(one) }) as ServiceWorkerRegistration,
        )[0],
    },
  };
  const closeAll = () => {
    for (const connection of connections) connection.close();
  };
  return { stores, caches, databases, folders, notes, registrations, others, locks, connections, closeAll };
}

describe('a device', () => {
  test('tells all that is kept, and not what is of others', async () => {
    const { stores, closeAll } = await keptDevice();
    closeAll();
    expect(await findKept(stores)).toEqual({
      caches: [`pagevoice-site ${scope}`, `pagevoice-rules ${scope}`, 'accepted-licences'],
      databases: ['pagevoice-projects'],
      folders: ['pagevoice'],
      notes: ['pagevoice.api', 'pagevoice.reopening'],
      serviceWorkers: [scope],
    });
  });

  test('keeps nothing of it once it is erased, and all that is of others', async () => {
    const device = await keptDevice();
    device.closeAll();
    expect(isNothing(await eraseSite(device.stores))).toBe(true);
    expect(await device.caches.keys()).toEqual(device.others);
    expect((await device.databases.databases()).map(({ name }) => name)).toEqual(['another']);
    expect([...device.folders]).toEqual(['of-another-page']);
    expect(device.notes.map((notes) => Object.keys(notes))).toEqual([['theirs'], []]);
    expect([...device.registrations]).toEqual([]);
  });

  test('tells what another tab holds, and erases it when that is closed', async () => {
    const device = await keptDevice();
    const left = await eraseSite(device.stores);
    expect({ ...left, databases: [] }).toEqual({
      caches: [],
      databases: [],
      folders: [],
      notes: [],
      serviceWorkers: [],
      tabs: [],
    });
    expect(left.databases).toEqual(['pagevoice-projects']);
    device.closeAll();
    expect(isNothing(await eraseSite(device.stores))).toBe(true);
  });

  test('is not erased for good while another tab of this copy is open, which could keep something anew', async () => {
    const device = await keptDevice();
    device.closeAll();
    device.locks.push(`pagevoice-api ${scope}`, 'pagevoice-api https://host.example/', 'of-another-page');
    const left = await eraseSite(device.stores);
    expect(left).toMatchObject({ databases: [], tabs: [`pagevoice-api ${scope}`] });
    expect(isNothing(left)).toBe(false);
    device.locks.splice(0);
    expect(isNothing(await eraseSite(device.stores))).toBe(true);
  });

  test('without caches, service workers and disk space of the site is erased too', async () => {
    const { stores, closeAll } = await keptDevice();
    closeAll();
    const files = { getDirectory: () => Promise.reject(new DOMException('Private.', 'SecurityError')) };
    const few: SiteStores = {
      ...stores,
      caches: undefined,
      serviceWorkers: undefined,
      locks: undefined,
      files,
    };
    expect(isNothing(await findKept(few))).toBe(false);
    expect(isNothing(await eraseSite(few))).toBe(true);
  });

  test('leaves the service worker of a folder above alone', async () => {
    const device = await keptDevice();
    device.closeAll();
    device.registrations.clear();
    device.registrations.add('https://host.example/');
    expect(isNothing(await eraseSite(device.stores))).toBe(true);
    expect([...device.registrations]).toEqual(['https://host.example/']);
  });
});

function open(databases: IDBFactory, name: string): Promise<IDBDatabase> {
  return new Promise((resolve) => {
    const request = databases.open(name, 1);
    request.onsuccess = () => resolve(request.result);
  });
}

/** A directory that holds empty folders. */
function directoryOf(names: Set<string>): FileSystemDirectoryHandle {
  return {
    getDirectoryHandle: async (name: string) => {
      if (!names.has(name)) throw new DOMException('None.', 'NotFoundError');
    },
    removeEntry: async (name: string) => void names.delete(name),
  } as unknown as FileSystemDirectoryHandle;
}

/** Its entries are its keys, as a browser's are. */
function memoryStorage(entries: Record<string, string>): Storage {
  const storage = { ...entries } as Record<string, unknown>;
  Object.defineProperty(storage, 'removeItem', { value: (name: string) => delete storage[name] });
  return storage as unknown as Storage;
}
