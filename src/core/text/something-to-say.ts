import { fail } from '../failure';
import { say } from '../sentence';
import { anyControlTag } from './control-tags';
import { pauseMark } from './pause-marks';
import { speakerTag } from './speaker-tags';

/** The tag of a sound (`[laugh]`) is not among them: it can be all that a model is asked for. */
const silentTag = new RegExp(
  [speakerTag, anyControlTag, pauseMark].map(({ source }) => source).join('|'),
  'g',
);

/** Message for a text without anything to say, for the page and the engine. */
export const nothingToSay = say`There is no text to speak. Write something first.`;

/** Whether a text holds a letter or a digit outside its tags: signs and emoji alone are nothing to say. */
export function hasSomethingToSay(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text.replace(silentTag, ' '));
}

/** @throws FailureError 'bad-request' */
export function requireSomethingToSay(text: string): void {
  if (!hasSomethingToSay(text)) refuseEmptyText();
}

/** @throws FailureError 'bad-request' */
export function refuseEmptyText(): never {
  fail('bad-request', nothingToSay, { field: 'text' });
}
