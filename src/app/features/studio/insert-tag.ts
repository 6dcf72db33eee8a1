import { t } from '../../language/language';

/** A text with a tag between two places, a space before and behind it where words are. @returns the caret behind it too. */
export function withTag(
  text: string,
  from: number,
  to: number,
  tag: string,
): { readonly text: string; readonly caret: number } {
  const [before, behind] = [text.slice(0, from), text.slice(to)];
  const lead = /\S$/.test(before) ? ' ' : '';
  const gap = behind === '' || /^[\w"'“‘([<]/.test(behind) ? ' ' : '';
  const head = `${before}${lead}${tag}${gap}`;
  return { text: head + behind, caret: head.length };
}

export type TagGroup = {
  readonly type: 'pause' | 'sound' | 'emotion' | 'style' | 'prosody';
  readonly tags: readonly { readonly tag: string; readonly name: string }[];
};

const pauses = [0.5, 1, 2];
const types: readonly TagGroup['type'][] = ['pause', 'sound', 'emotion', 'style', 'prosody'];

/** Tags by their kind, pauses first, which every voice keeps. @param tags that the model knows. */
export function tagGroups(tags: readonly string[]): readonly TagGroup[] {
  const all = [
    ...pauses.map((seconds) => ({ tag: `[pause ${seconds}s]`, name: t`${seconds} s` })),
    ...tags.map((tag) => ({ tag, name: nameOf(tag) })),
  ];
  return types
    .map((type) => ({ type, tags: all.filter(({ tag }) => typeOf(tag) === type) }))
    .filter((group) => group.tags.length > 0);
}

function typeOf(tag: string): TagGroup['type'] {
  if (tag.startsWith('[pause')) return 'pause';
  const category = /^<\|(emotion|style|prosody):/.exec(tag)?.[1];
  return (category as TagGroup['type'] | undefined) ?? 'sound';
}

/** `[laugh]` as it is, `<|emotion:elation|>` as its value. */
function nameOf(tag: string): string {
  return /^<\|\w+:(\w+)\|>$/.exec(tag)?.[1]?.replaceAll('_', ' ') ?? tag;
}
