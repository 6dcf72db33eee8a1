import type { ApiHost, SoundFormat } from '../api/api-host';
import type { CallTurns } from '../api/call-turns';
import { refuseCall } from '../api/refused-call';
import type { KeptReplies } from './kept-replies';

/** Parts that the speaking addresses share. */
export type SpeakingParts = {
  readonly host: ApiHost;
  readonly turns: CallTurns;
  readonly replies: KeptReplies;
};

/**
 * Refuses a format that this browser cannot write before anything is spoken.
 * @param names of all, as callers write them.
 */
export async function requireFormat(
  { formats }: Pick<ApiHost, 'formats'>,
  format: SoundFormat,
  field: string,
  names: Readonly<Record<string, SoundFormat>>,
): Promise<void> {
  const available = await formats.available();
  if (available.includes(format)) return;
  const written = Object.keys(names).filter((name) => available.includes(names[name]!));
  const message = `This browser cannot write ${format}. It can write ${written.join(', ')}.`;
  refuseCall(400, 'unsupported_format', message, field);
}
