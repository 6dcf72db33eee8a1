import type { SoundChapter } from '../pcm/sound-tags';
import { NARRATOR } from './cast';
import { chaptersOf } from './chapters';
import { fileSlug } from './file-slug';
import type { Row } from './rows';
import type { Take } from './take';
import type { Timeline } from './timeline';

/** `speakers`: a file for each, as long as the whole, silent while others speak. */
export const exportCuts = ['whole', 'chapters', 'sentences', 'speakers'] as const;
export type ExportCut = (typeof exportCuts)[number];

/** A row within a file: silence up to `startSample`, then the sound of its take. */
export type TimedRow = { readonly row: Row; readonly take: Take; readonly startSample: number };

/** One sound file of an export. */
export type ExportFile = {
  /** Without its ending. */
  readonly name: string;
  readonly title: string;
  readonly rows: readonly TimedRow[];
  readonly sampleCount: number;
  readonly chapters: readonly SoundChapter[];
};

/**
 * The files that a project becomes.
 * @param timeline whose rows are all made. @param endSeconds of silence behind the last row.
 */
export function exportPlan(
  timeline: Timeline,
  endSeconds: number,
  title: string,
  cut: ExportCut,
): readonly ExportFile[] {
  const whole = timed(timeline, endSeconds);
  const numbered = (name: string, index: number, count: number) =>
    `${String(index + 1).padStart(Math.max(2, String(count).length), '0')}-${fileSlug(name)}`;
  if (cut === 'speakers') {
    const speakers = [...new Set(whole.rows.map(({ row }) => row.speaker))];
    return speakers.map((speaker, index) => {
      const name = speaker === NARRATOR ? 'Narrator' : speaker;
      const rows = whole.rows.filter(({ row }) => row.speaker === speaker);
      return {
        ...whole,
        rows,
        chapters: [],
        name: numbered(name, index, speakers.length),
        title: `${title}: ${name}`,
      };
    });
  }
  const chapters = chaptersOf(whole.rows, title);
  if (cut === 'whole') {
    const marks =
      chapters.length < 2
        ? []
        : chapters.map((chapter, index): SoundChapter => {
            const start = index === 0 ? 0 : chapter.rows[0]!.startSample;
            const endSample = chapters[index + 1]?.rows[0]?.startSample ?? whole.sampleCount;
            return { title: chapter.title, startSample: start, endSample };
          });
    return [{ ...whole, name: fileSlug(title), title, chapters: marks }];
  }
  const parts =
    cut === 'chapters' ? chapters : whole.rows.map((row) => ({ title: row.row.text, rows: [row] }));
  return parts.map((part, index) => ({
    ...alone(part.rows),
    name: numbered(part.title, index, parts.length),
    title: part.title,
    chapters: [],
  }));
}

type Stretch = Pick<ExportFile, 'rows' | 'sampleCount'>;

function timed({ rows }: Timeline, endSeconds: number): Stretch {
  let sampleCount = 0;
  let rateHz = 0;
  const placed = rows.map(({ row, take, pauseSeconds }): TimedRow => {
    if (!take) throw new TypeError('Only what is made can be exported.');
    rateHz = take.sampleRateHz;
    const startSample = sampleCount + Math.round(pauseSeconds * rateHz);
    sampleCount = startSample + take.sampleCount;
    return { row, take, startSample };
  });
  return { rows: placed, sampleCount: sampleCount + Math.round(endSeconds * rateHz) };
}

/** Rows without the silence before the first and behind the last. */
function alone(rows: readonly TimedRow[]): Stretch {
  const from = rows[0]!.startSample;
  const moved = rows.map((row) => ({ ...row, startSample: row.startSample - from }));
  const last = moved.at(-1)!;
  return { rows: moved, sampleCount: last.startSample + last.take.sampleCount };
}
