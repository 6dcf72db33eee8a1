import { RefusedCall, refusedAs } from '../api/refused-call';
import { type Failure, FailureError } from '../failure';
import type { SpeechAsk } from './speech-ask';

type Named = Pick<SpeechAsk, 'fields'>;

/** Refusals of the engine name its own fields; the caller knows others. */
export function inWordsOf<T>(ask: Named, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof FailureError && !(error instanceof RefusedCall)) throw failureOf(ask, error.failure);
    throw error;
  }
}

/**
 * A failure as the caller is told it: what is wrong with the call under the caller's names, all else as it
 * is.
 */
export function failureOf({ fields }: Named, failure: Failure): FailureError {
  const { kind, details } = failure;
  if (kind !== 'bad-request' && kind !== 'prompt-too-long') return new FailureError(failure);
  const names: Readonly<Record<string, string>> = {
    text: fields.text,
    scenePrompt: fields.scene,
    textRules: 'text_rules',
    referencesInSystemMessage: 'ref_audio_in_system_message',
    transcript: fields.voice,
    grid: fields.voice,
    voices: fields.voice,
  };
  const isTooLong = kind === 'prompt-too-long' || details?.maxTextLength !== undefined;
  return refusedAs(failure, isTooLong ? 'input_too_long' : 'invalid_value', (own) =>
    own === null ? fields.text : (names[own] ?? own),
  );
}

/** Refusals of a recording, under the field that it came in. */
export async function ofField<T>(field: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.kind !== 'bad-audio') throw error;
    throw new RefusedCall(400, 'invalid_audio', `"${field}": ${error.message}`, field);
  }
}
