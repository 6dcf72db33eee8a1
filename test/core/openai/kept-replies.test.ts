import { expect, test } from 'vitest';
import type { KeptReply, ReplyShelf } from '../../../src/core/api/api-host';
import { KeptReplies } from '../../../src/core/openai/kept-replies';

const reply: KeptReply = { id: 'audio_1', expiresAtMs: 3600_000, codecId: '', voices: [], chunks: [] };

class MemoryShelf implements ReplyShelf {
  readonly kept = new Map<string, KeptReply>();
  isFull = false;

  async get(id: string) {
    return this.kept.get(id) ?? null;
  }

  async put(one: KeptReply) {
    if (this.isFull) throw new Error('full');
    this.kept.set(one.id, one);
  }

  async dropExpired(nowMs: number) {
    for (const { id, expiresAtMs } of this.kept.values()) if (expiresAtMs <= nowMs) this.kept.delete(id);
  }
}

test('a reply is there until it expires, for another page too, and is dropped then', async () => {
  let nowMs = 0;
  const replies = new MemoryShelf();
  const host = { nowMs: () => nowMs, replies };
  const kept = new KeptReplies(host);
  expect(kept.expiryFromNow()).toBe(3600);
  await kept.put(reply);
  nowMs = 3599_999;
  expect(await new KeptReplies(host).get('audio_1')).toEqual(reply);
  nowMs = 3600_000;
  expect(await kept.get('audio_1')).toBeNull();
  await kept.put({ ...reply, id: 'audio_2', expiresAtMs: 9e6 });
  expect([...replies.kept.keys()]).toEqual(['audio_2']);
});

test('without a shelf, or with a full one, a reply is there while the page is', async () => {
  let nowMs = 0;
  const full = new MemoryShelf();
  full.isFull = true;
  for (const host of [{ nowMs: () => nowMs }, { nowMs: () => nowMs, replies: full }]) {
    nowMs = 0;
    const kept = new KeptReplies(host);
    await kept.put(reply);
    expect(await kept.get('audio_1')).toEqual(reply);
    nowMs = 3600_000;
    expect(await kept.get('audio_1')).toBeNull();
  }
});
