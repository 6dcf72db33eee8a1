import { anyControlTag } from './control-tags';
import { pauseMark } from './pause-marks';
import { speakerTag } from './speaker-tags';

/** The tag of a sound (`[laugh]`) is not among them: it can be all that a model is asked for. */
const silentTag = new RegExp(
  [speakerTag, anyControlTag, pauseMark].map(({ source }) => source).join('|'),
  'g',
);

/** For a text without anything to say, on the page and in the engine alike. */
export const nothingToSay = 'There is no text to speak. Write something first.';

/** Whether a text holds a letter or a digit outside its tags: signs and emoji alone are nothing to say. */
export function hasSomethingToSay(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text.replace(silentTag, ' '));
}
