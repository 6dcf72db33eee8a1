import type { ApiHost, KeptReply, ReplyShelf } from '../api/api-host';

/** Time for which later turns can refer to a reply; OpenAI's is the same. */
const KEPT_SECONDS = 3600;

/**
 * Replies by their id, as codes: an hour of speech has 3 MB, and not many hours are spoken in the hour that
 * each is kept. Nothing is dropped before its time. What the shelf cannot keep is held here while the page is
 * open.
 */
export class KeptReplies {
  readonly #nowMs: () => number;
  readonly #shelf: ReplyShelf | null;
  readonly #held = new Map<string, KeptReply>();

  constructor({ nowMs, replies }: Pick<ApiHost, 'nowMs' | 'replies'>) {
    this.#nowMs = nowMs;
    this.#shelf = replies ?? null;
  }

  /** @returns seconds since 1970. */
  expiryFromNow(): number {
    return Math.floor(this.#nowMs() / 1000) + KEPT_SECONDS;
  }

  async put(reply: KeptReply): Promise<void> {
    const now = this.#nowMs();
    for (const { id, expiresAtMs } of this.#held.values()) if (expiresAtMs <= now) this.#held.delete(id);
    try {
      if (!this.#shelf) throw new Error('there is no shelf');
      await this.#shelf.dropExpired(now);
      await this.#shelf.put(reply);
    } catch {
      this.#held.set(reply.id, reply);
    }
  }

  async get(id: string): Promise<KeptReply | null> {
    const reply = this.#held.get(id) ?? (await this.#shelf?.get(id).catch(() => null)) ?? null;
    return reply && reply.expiresAtMs > this.#nowMs() ? reply : null;
  }
}
