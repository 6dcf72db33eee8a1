import { errorText, FailureError, fail } from '../../core/failure';
import type { Words } from '../../core/sentence';

/** Sentences for a store that fails: the disk is full, or another reason, which the second one names. */
type StoringWords = { readonly full: Words; readonly other: (reason: string) => Words };

/** @returns a function that works with a store. It throws FailureError 'storage' in these words. */
export function storing(words: StoringWords) {
  return async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof FailureError) throw error;
      const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
      return fail('storage', isFull ? words.full : words.other(errorText(error)), {}, error);
    }
  };
}
