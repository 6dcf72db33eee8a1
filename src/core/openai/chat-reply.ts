import type { AskEnd } from './collect-speech';
import { codecIdOf } from './find-voice';
import type { ReplyTally } from './reply-tally';
import type { Opening } from './speak-ask';
import type { SpeakingParts } from './speaking-parts';

/** @returns seconds since 1970 until which later turns can refer to the reply. */
export async function keepReply(
  { replies }: Pick<SpeakingParts, 'replies'>,
  id: string,
  { manifest, voices }: Opening,
  { chunks }: ReplyTally,
): Promise<number> {
  const expiresAt = replies.expiryFromNow();
  const expiresAtMs = expiresAt * 1000;
  await replies.put({ id, expiresAtMs, codecId: codecIdOf(manifest), voices, chunks });
  return expiresAt;
}

/** `length` where a limit cut the last piece or one before it. */
export function finishReason(
  { stopReason }: { readonly stopReason: 'end-of-speech' | 'length' },
  { pieces }: ReplyTally,
): 'stop' | 'length' {
  return stopReason === 'length' || pieces.some(({ verdict }) => verdict === 'cut') ? 'length' : 'stop';
}

export type ReplyAudio = {
  readonly id: string;
  readonly data: string;
  readonly expires_at: number;
  readonly transcript: string;
};

/** Source: OpenAI's API specification, CreateChatCompletionResponse. */
export function completionOf(
  id: string,
  created: number,
  { manifest }: Opening,
  audio: ReplyAudio,
  tally: ReplyTally,
  end: AskEnd,
) {
  const message = { role: 'assistant' as const, content: null, refusal: null, audio };
  return {
    id,
    object: 'chat.completion' as const,
    created,
    model: manifest.id,
    choices: [{ index: 0, finish_reason: finishReason(end, tally), logprobs: null, message }],
    usage: tally.usage,
  };
}
