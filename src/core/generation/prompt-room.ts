import { fail } from '../failure';
import type { LanguageSpec } from '../model/model-spec';

/**
 * A prompt that fills every position could not say one column.
 * @throws FailureError 'prompt-too-long'.
 */
export function requireRoomToSpeak(spec: LanguageSpec, length: number): void {
  if (length === 0) throw new RangeError('A prompt has at least one position.');
  const { maxPositionCount } = spec;
  if (length < maxPositionCount) return;
  fail(
    'prompt-too-long',
    `Text and references take ${length} of the model's ${maxPositionCount} positions, which leaves no room to speak. Shorten the text, or let it be split into chunks.`,
    { positionCount: length, maxPositionCount },
  );
}
