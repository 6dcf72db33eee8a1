import { anyControlTag } from './control-tags';
import { eventTags } from './event-tags';
import { MappedText } from './mapped-text';
import { pauseMark } from './pause-marks';
import type { SaidStretch } from './pronunciations';
import { speakerTag } from './speaker-tags';

/** Stand for a tag, and for words that are final. Private use, so that no rule takes them for a letter. */
const tagMark = '\uE000';
const wordMark = '\uE001';
const anyMark = /[\uE000\uE001]/g;

/** Everything that stands in a text to steer speech and is not said. */
export const anyTag = new RegExp(
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
export function protectStretches(
  text: MappedText,
  pronounce: (words: string) => readonly SaidStretch[],
): ProtectedText {
  const kept = new Map<number, { readonly mark: string; readonly said: MappedText }>();
  const parts: MappedText[] = [];
  const protect = (from: number, to: number, mark: string, said: MappedText) => {
    kept.set(from, { mark, said });
    parts.push(standIn(text.slice(from, to), mark));
  };
  const openBetween = (from: number, to: number) => {
    let done = from;
    for (const { start, end, said } of pronounce(text.text.slice(from, to))) {
      parts.push(text.slice(done, from + start));
      const stretch = text.slice(from + start, from + end);
      protect(from + start, from + end, wordMark, standIn(stretch, said));
      done = from + end;
    }
    parts.push(text.slice(done, to));
  };
  let done = 0;
  for (const match of text.text.matchAll(anyTagOrMark)) {
    const end = match.index + match[0].length;
    openBetween(done, match.index);
    protect(match.index, end, tagMark, text.slice(match.index, end));
    done = end;
  }
  openBetween(done, text.length);
  return { open: MappedText.concat(parts), close: (said) => putBack(said, kept) };
}

function standIn(stretch: MappedText, said: string): MappedText {
  return stretch.replace(/^.*$/gs, () => said);
}

function putBack(
  said: MappedText,
  kept: ReadonlyMap<number, { readonly mark: string; readonly said: MappedText }>,
): MappedText {
  const parts: MappedText[] = [];
  let done = 0;
  for (const { index } of said.text.matchAll(anyMark)) {
    const stretch = kept.get(said.writtenRange(index, index + 1).start);
    parts.push(said.slice(done, index));
    if (stretch) parts.push(stretch.said);
    done = index + 1;
  }
  parts.push(said.slice(done, said.length));
  return MappedText.concat(parts);
}
