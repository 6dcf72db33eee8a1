import type { ReplyTally } from './reply-tally';

/** The part that a chunk adds to the reply. */
export type ChatDelta = {
  readonly role?: 'assistant';
  readonly content?: string;
  readonly audio?: {
    readonly id?: string;
    readonly data?: string;
    readonly transcript?: string;
    readonly expires_at?: number;
  };
};

type Usage = ReplyTally['usage'];

/**
 * The chunks of one streamed reply. Source: OpenAI's API specification, CreateChatCompletionStreamResponse.
 */
export class ChatChunks {
  readonly #head: { readonly id: string; readonly created: number; readonly model: string };
  readonly #includesUsage: boolean;

  /** @param created seconds since 1970. */
  constructor(id: string, created: number, model: string, includesUsage: boolean) {
    this.#head = { id, created, model };
    this.#includesUsage = includesUsage;
  }

  delta(delta: ChatDelta, finishReason: 'stop' | 'length' | null = null) {
    return this.#chunk([{ index: 0, delta, finish_reason: finishReason, logprobs: null }], null);
  }

  /** The last one, where usage is asked for. */
  usage(usage: Usage) {
    return this.#chunk([], usage);
  }

  #chunk<T>(choices: T[], usage: Usage | null) {
    return {
      ...this.#head,
      object: 'chat.completion.chunk' as const,
      choices,
      ...(this.#includesUsage && { usage }),
    };
  }
}
