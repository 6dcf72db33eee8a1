import type { DBSchema, IDBPDatabase } from 'idb';
import type { KeptVoice, VoiceShelf } from '../../core/api/api-host';
import { errorText, FailureError, fail } from '../../core/failure';
import { shortDatabase } from '../storage/short-database';

interface Shelf extends DBSchema {
  voices: { key: string; value: KeptVoice };
}

/** Voices made of recordings, in the browser's database, where all tabs of the origin share them. */
export function voiceShelf(): VoiceShelf {
  const withShelf = shortDatabase<Shelf>(
    'pagevoice-voices',
    (fresh) => void fresh.createObjectStore('voices', { keyPath: 'id' }),
  );
  const withVoices = async <T>(work: (shelf: IDBPDatabase<Shelf>) => Promise<T>): Promise<T> => {
    try {
      return await withShelf(work);
    } catch (error) {
      if (error instanceof FailureError) throw error;
      return fail(
        'storage',
        `The voices kept on this device cannot be used (${errorText(error)}). Free some space, or leave private browsing.`,
        {},
        error,
      );
    }
  };
  return {
    // Private windows may have no database: then there is no voice, and all else works.
    list: () => withVoices((shelf) => shelf.getAll('voices')).catch(() => []),
    put: (voice) => withVoices(async (shelf) => void (await shelf.put('voices', voice))),
    remove: (id) => withVoices((shelf) => shelf.delete('voices', id)),
  };
}
