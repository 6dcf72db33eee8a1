import { fail } from '../failure';
import { say } from '../sentence';

/** Cap: a longer silence is a typing error. */
const MAX_PAUSE_SECONDS = 60;
/** `[pause]` without a length, and SSML's `<break/>`. */
const DEFAULT_PAUSE_SECONDS = 0.5;

/** SSML's words for a break. Source: W3C SSML 1.1, 3.2.3, which names them and leaves their lengths to us. */
const strengthSeconds: Readonly<Record<string, number>> = {
  none: 0,
  'x-weak': 0.1,
  weak: 0.2,
  medium: 0.5,
  strong: 0.8,
  'x-strong': 1.2,
};

/** `[pause]`, `[pause 0.5s]`, `[pause:500ms]`, `<break/>`, `<break time="500ms"/>`, `<break strength="weak"/>`. */
export const pauseMark =
  /\[[Pp](?:ause|AUSE)(?:[ :=]\s?\d{1,6}(?:\.\d{1,6})? ?m?s)?\]|<break(?: (?:time|strength)=["'][\w.-]{1,16}["']){0,2} ?\/?>/;

/**
 * @param mark a match of `pauseMark`.
 * @returns the silence that it asks for, in seconds.
 * @throws FailureError 'bad-request' when it asks for more than a minute, or for something that is no length.
 */
export function pauseSeconds(mark: string): number {
  const strength = /strength=["']([\w-]+)["']/i.exec(mark)?.[1]?.toLowerCase();
  const hasTime = /\d/.test(mark) || /time=/i.test(mark);
  if (!hasTime) return strengthSeconds[strength ?? ''] ?? DEFAULT_PAUSE_SECONDS;
  const [, number, unit] = /(\d+(?:\.\d+)?) ?(m?s)/i.exec(mark) ?? [];
  const seconds = Number(number) / (unit?.toLowerCase() === 'ms' ? 1000 : 1);
  if (seconds <= MAX_PAUSE_SECONDS) return seconds;
  return fail(
    'bad-request',
    say`“${mark}” is no pause from 0 to ${MAX_PAUSE_SECONDS} seconds. Write it like [pause 0.5s] or <break time="500ms"/>.`,
    { field: 'text', mark },
  );
}

/** The stretches between written pauses, and the silence before each; null where none was written. */
export function splitAtPauses(text: string): {
  readonly parts: readonly {
    readonly from: number;
    readonly to: number;
    readonly exactSeconds: number | null;
  }[];
  /** Silence behind the last stretch. */
  readonly endSeconds: number;
} {
  const parts: { from: number; to: number; exactSeconds: number | null }[] = [];
  let exactSeconds: number | null = null;
  let at = 0;
  const take = (to: number) => {
    if (text.slice(at, to).trim() === '') return;
    parts.push({ from: at, to, exactSeconds });
    exactSeconds = null;
  };
  for (const { 0: mark, index } of text.matchAll(new RegExp(pauseMark, 'g'))) {
    take(index);
    at = index + mark.length;
    exactSeconds = (exactSeconds ?? 0) + pauseSeconds(mark);
  }
  take(text.length);
  return { parts, endSeconds: exactSeconds ?? 0 };
}
