import { anyControlTag } from './control-tags';
import { eventTags } from './event-tags';
import { MappedText } from './mapped-text';
import { pauseMark } from './pause-marks';
import type { Pronouncer } from './pronunciations';
import { speakerTag } from './speaker-tags';

/** Stand for a tag, and for words that are final. Private use, so that no rule takes them for a letter. */
const TAG_MARK = '\uE000';
const WORD_MARK = '\uE001';
const anyMark = /[\uE000\uE001]/g;
const markOnly = /^[\uE000\uE001]$/;

/** Tags in a text that steer speech and are not said. */
const anyTag = new RegExp(
  [
    speakerTag.source,
    ...eventTags.map((tag) => tag.replace(/[[\]]/g, '\\$&')),
    anyControlTag.source,
    pauseMark.source,
  ].join('|'),
  'g',
);

const anyTagOrMark = new RegExp(`${anyTag.source}|${anyMark.source}`, 'g');

export type ProtectedText = {
  /** The text with one sign for each protected stretch. */
  readonly open: MappedText;
  /** Puts the stretches back. */
  readonly close: (said: MappedText) => MappedText;
};

/**
 * Takes out of the rules' reach what they must not touch: tags, and words that a person has chosen.
 * @param pronounce finds the latter in the text between tags.
 */
export function protectStretches(text: MappedText, pronounce: Pronouncer): ProtectedText {
  const kept = new Map<number, MappedText>();
  const parts: MappedText[] = [];
  const protect = (from: number, to: number, mark: string, said: string) => {
    const stretch = text.slice(from, to);
    kept.set(from, stretch.saidAs(said));
    parts.push(stretch.saidAs(mark));
  };
  const openBetween = (from: number, to: number) => {
    let done = from;
    for (const { start, end, said } of pronounce(text.text.slice(from, to))) {
      parts.push(text.slice(done, from + start));
      protect(from + start, from + end, WORD_MARK, said);
      done = from + end;
    }
    parts.push(text.slice(done, to));
  };
  let done = 0;
  for (const match of text.text.matchAll(anyTagOrMark)) {
    const end = match.index + match[0].length;
    openBetween(done, match.index);
    // A mark that a person wrote stands for itself, so that a rule can leave it out.
    protect(match.index, end, markOnly.test(match[0]) ? match[0] : TAG_MARK, match[0]);
    done = end;
  }
  openBetween(done, text.length);
  return { open: MappedText.concat(parts), close: (said) => putBack(said, kept) };
}

/** @param kept by the place where each stretch begins in the written text. */
function putBack(said: MappedText, kept: ReadonlyMap<number, MappedText>): MappedText {
  const parts: MappedText[] = [];
  let done = 0;
  for (const { index } of said.text.matchAll(anyMark)) {
    const stretch = kept.get(said.writtenRange(index, index + 1).start);
    parts.push(said.slice(done, index));
    if (stretch) parts.push(stretch);
    done = index + 1;
  }
  parts.push(said.slice(done, said.length));
  return MappedText.concat(parts);
}
