import type { DBSchema } from 'idb';
import type { KeptReply, ReplyShelf } from '../../core/api/api-host';
import { shortDatabase } from '../storage/short-database';

interface Shelf extends DBSchema {
  replies: { key: string; value: KeptReply; indexes: { expiresAtMs: number } };
}

/**
 * Replies as codes in the browser's database, so that a conversation goes on when the page was loaded again.
 */
export function replyShelf(): ReplyShelf {
  const withReplies = shortDatabase<Shelf>(
    'pagevoice-replies',
    (fresh) =>
      void fresh.createObjectStore('replies', { keyPath: 'id' }).createIndex('expiresAtMs', 'expiresAtMs'),
  );
  return {
    get: (id) => withReplies(async (shelf) => (await shelf.get('replies', id)) ?? null),
    put: (reply) => withReplies(async (shelf) => void (await shelf.put('replies', reply))),
    dropExpired: (nowMs) =>
      withReplies(async (shelf) => {
        const expired = await shelf.getAllKeysFromIndex(
          'replies',
          'expiresAtMs',
          IDBKeyRange.upperBound(nowMs),
        );
        await Promise.all(expired.map((id) => shelf.delete('replies', id)));
      }),
  };
}
