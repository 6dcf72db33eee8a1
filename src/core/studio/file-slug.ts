const MOST_LETTERS = 60;

/** A title as a file's name, without an ending: `the-lighthouse`. */
export function fileSlug(title: string): string {
  const words = title.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.join('-').slice(0, MOST_LETTERS) || 'project';
}
