import type { KeptNotes } from '../../src/platform/storage/kept-notes';

export type MemoryNotes = KeptNotes & {
  readonly texts: Map<string, string>;
  /** As another tab does. */
  readonly writeElsewhere: (name: string, text: string) => void;
};

/** @param isFull refuses what is written, as a private window may. */
export function memoryNotes(kept: Readonly<Record<string, string>> = {}, isFull = false): MemoryNotes {
  const texts = new Map(Object.entries(kept));
  const listeners: ((name: string) => void)[] = [];
  return {
    texts,
    read: (name) => texts.get(name) ?? null,
    write: (name, text) => {
      if (!isFull) texts.set(name, text);
      return !isFull;
    },
    whenChanged: (told) => void listeners.push(told),
    writeElsewhere: (name, text) => {
      texts.set(name, text);
      for (const told of listeners) told(name);
    },
  };
}
