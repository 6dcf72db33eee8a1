import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { KeptReply } from '../../../src/core/api/api-host';
import { replyShelf } from '../../../src/platform/api/reply-shelf';

const grid = { codes: Int32Array.from({ length: 16 }, (_, i) => i), codebookCount: 8, frameCount: 2 };
const reply = (id: string, expiresAtMs: number): KeptReply => ({
  id,
  expiresAtMs,
  codecId: 'codec',
  voices: [{ id: 'ada', reference: { type: 'preset', id: 'ada' } }],
  chunks: [{ text: 'Hello.', grid }],
});

test('replies are kept whole, and dropped once they have expired', async () => {
  await replyShelf().put(reply('audio_1', 1000));
  await replyShelf().put(reply('audio_2', 2000));
  expect(await replyShelf().get('audio_1')).toEqual(reply('audio_1', 1000));
  expect(await replyShelf().get('audio_3')).toBeNull();
  await replyShelf().dropExpired(1000);
  expect(await replyShelf().get('audio_1')).toBeNull();
  expect(await replyShelf().get('audio_2')).toEqual(reply('audio_2', 2000));
});
