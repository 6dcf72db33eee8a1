import { expect, test } from 'vitest';
import { keptNotes } from '../../../src/platform/storage/kept-notes';

function memoryStorage(): Storage {
  const texts = new Map<string, string>();
  return {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
    key: (index: number) => [...texts.keys()][index] ?? null,
  } as unknown as Storage;
}

test('a note is read as it was written, under a name that is the page’s own', () => {
  const storage = memoryStorage();
  const notes = keptNotes(() => storage, new EventTarget());
  expect(notes.read('list')).toBeNull();
  expect(notes.write('list', '[]')).toBe(true);
  expect(notes.read('list')).toBe('[]');
  expect(storage.key(0)).toBe('pagevoice.list');
});

test('a browser that forbids storage, or has no room, is told by the answer', () => {
  const forbidden = keptNotes(() => {
    throw new DOMException('forbidden', 'SecurityError');
  }, new EventTarget());
  expect(forbidden.read('list')).toBeNull();
  expect(forbidden.write('list', '[]')).toBe(false);
});

test('what other tabs change is told by name; other pages’ notes are not', () => {
  const tabs = new EventTarget();
  const told: string[] = [];
  keptNotes(memoryStorage, tabs).whenChanged((name) => told.push(name));
  for (const key of ['pagevoice.list', 'other.list', null])
    tabs.dispatchEvent(Object.assign(new Event('storage'), { key }));
  expect(told).toEqual(['list']);
});
