import { fail } from '../failure';
import { say } from '../sentence';

/** `[SPEAKER0]`: who says what follows. */
export const speakerTag = /\[SPEAKER(\d+)\]/;

/** The colon that some write behind a tag, as behind a name in a script; it is not said. */
export const tagColon = /(?:[^\S\n]*[:：])?/;

/** Speakers that the text names, each once, in ascending order. */
export function speakersIn(text: string): readonly number[] {
  const found = text.matchAll(new RegExp(speakerTag, 'g'));
  return [...new Set([...found].map((match) => Number(match[1])))].sort((a, b) => a - b);
}

/**
 * A voice without a choice would be random, in a dialogue that has chosen voices.
 * @throws FailureError 'bad-request'
 */
export function checkSpeakers(text: string, voiceCount: number): void {
  const unknown = speakersIn(text).filter((speaker) => speaker >= voiceCount);
  if (unknown.length === 0) return;
  const tags = unknown.map((speaker) => `[SPEAKER${speaker}]`).join(', ');
  const known =
    voiceCount === 1
      ? say`only [SPEAKER0] has a voice`
      : say`only [SPEAKER0] to [SPEAKER${voiceCount - 1}] have voices`;
  fail('bad-request', say`The text names ${tags}, but ${known}. Choose more voices or change the tags.`, {
    speakers: unknown.join(', '),
    voiceCount,
  });
}
