import type { DBSchema } from 'idb';
import { say } from '../../core/sentence';
import type { OwnVoice } from '../../core/studio/own-voice';
import type { VoiceStore } from '../../core/studio/voice-store';
import { type StoredGrid, storedGrid, takenGrid } from '../projects/stored-grid';
import { shortDatabase } from '../storage/short-database';
import { storing } from '../storage/storing';

interface VoiceSchema extends DBSchema {
  readonly voices: {
    readonly key: string;
    readonly value: Omit<OwnVoice, 'grid'> & { readonly grid: StoredGrid };
  };
}

/** Own voices in IndexedDB: 12 kB for 30 s of the published codec. */
export function idbVoiceStore(): VoiceStore {
  const withDatabase = shortDatabase<VoiceSchema>('pagevoice-voices', (fresh) =>
    fresh.createObjectStore('voices', { keyPath: 'id' }),
  );
  return {
    async list() {
      const kept = await stored(() => withDatabase((database) => database.getAll('voices')));
      return kept
        .map(({ grid, ...voice }) => ({ ...voice, grid: takenGrid(grid) }))
        .sort((one, other) => one.madeAtMs - other.madeAtMs);
    },
    async put(voice) {
      const grid = storedGrid(voice.grid);
      await stored(() => withDatabase((database) => database.put('voices', { ...voice, grid })));
    },
    async remove(id) {
      await stored(() => withDatabase((database) => database.delete('voices', id)));
    },
  };
}

const stored = storing({
  full: say`The disk is full, or this site may not use more of it. Delete projects, files or models that are not needed, then keep the voice again.`,
  other: (reason) =>
    say`Voices cannot be kept on this device (${reason}). Save the voice as a file before you close the page.`,
});
