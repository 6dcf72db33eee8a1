/** The part of a row that chapters are found by. */
type Titled = { readonly row: { readonly heading: number; readonly text: string } };

export type Chapter<T extends Titled> = { readonly title: string; readonly rows: readonly T[] };

/**
 * Rows in chapters. The highest level of headings that is there twice begins them, else the highest that is there; headings
 * that follow each other begin one together.
 * @param opening title of what stands before the first heading.
 */
export function chaptersOf<T extends Titled>(rows: readonly T[], opening: string): readonly Chapter<T>[] {
  const level = chapterLevel(rows);
  const chapters: { titles: string[]; rows: T[] }[] = [];
  for (const row of rows) {
    const { heading, text } = row.row;
    const begins = heading > 0 && heading <= level;
    const last = chapters.at(-1);
    const isTitleOnly = last?.rows.every((one) => one.row.heading > 0);
    if (!last || (begins && !isTitleOnly)) chapters.push({ titles: begins ? [text] : [], rows: [row] });
    else {
      last.rows.push(row);
      if (begins) last.titles.push(text);
    }
  }
  return chapters.map(({ titles, rows: own }) => ({ title: plainTitle(titles) || opening, rows: own }));
}

function chapterLevel(rows: readonly Titled[]): number {
  const counts = new Map<number, number>();
  for (const { row } of rows)
    if (row.heading > 0) counts.set(row.heading, (counts.get(row.heading) ?? 0) + 1);
  const levels = [...counts.keys()].sort((one, other) => one - other);
  return levels.find((level) => counts.get(level)! > 1) ?? levels[0] ?? 0;
}

/** Without the marks of a heading. */
function plainTitle(titles: readonly string[]): string {
  return titles.map((title) => title.replace(/^[\s#]+|[\s#]+$/g, '')).join(' ');
}
