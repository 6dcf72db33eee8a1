import { fail } from '../failure';
import type { LanguageSpec } from '../model/model-spec';
import { say } from '../sentence';

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
    say`Text and references take ${length} of the model's ${maxPositionCount} positions, which leaves no room to speak. Shorten the text, or let it be split into chunks.`,
    { positionCount: length, maxPositionCount },
  );
}

/**
 * @param length positions before the column.
 * @throws FailureError 'prompt-too-long'.
 */
export function requireRoomForColumn({ maxPositionCount }: LanguageSpec, length: number): void {
  if (length < maxPositionCount) return;
  fail(
    'prompt-too-long',
    say`The model has room for ${maxPositionCount} positions, and text, references and speech together need more. Shorten the text, or let it be split into chunks.`,
    { positionCount: length + 1, maxPositionCount },
  );
}
